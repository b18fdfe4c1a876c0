import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SignInScreen } from "#components/screens/sign-in/screen.tsx";
import { readSession } from "#lib/auth/session.ts";
import { safeReturnPath } from "#lib/auth/site.ts";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer" };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { token, return: target } = await searchParams;
  const returnTo = safeReturnPath(first(target));
  if (await readSession(await headers())) redirect(returnTo);
  return <SignInScreen token={first(token)} returnTo={returnTo} />;
}
