import { Wordmark } from "#components/shell/wordmark.tsx";
import { LinkForm } from "./link-form.tsx";
import { PasswordForm } from "./password-form.tsx";

interface SignInScreenProps {
  /** Token of a one-time link, where the page was opened by one. */
  token: string | undefined;
  /** Path of this site to go on to. */
  returnTo: string;
}

export function SignInScreen({ token, returnTo }: SignInScreenProps) {
  return (
    <main className="grid min-h-dvh place-items-center bg-sunken px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex justify-center">
          <Wordmark />
        </div>
        <div className="rounded-2xl border border-line bg-surface p-6 sm:p-7">
          <h1 className="mb-5 text-lg font-semibold">Sign in</h1>
          {token ? <LinkForm token={token} returnTo={returnTo} /> : <PasswordForm returnTo={returnTo} />}
        </div>
        <p className="mt-5 text-center text-[13px] text-pretty text-muted">
          Locked out? Whoever runs Lanekeeper makes a one-time link with{" "}
          <code className="font-mono text-xs">npm run lanekeeper -- user reset</code>.
        </p>
      </div>
    </main>
  );
}
