import { signIn as signInAtServer } from "next-auth/react";

/** What the sign-in page can prove: a password, or a link that works once. */
export type Proof = { provider: "credentials"; email: string; password: string } | { provider: "link"; token: string };

export type SignInResult = "ok" | "refused" | "throttled" | "unavailable";

/** What the server calls its refusals; whatever else it says is a plain refusal. */
const REFUSALS: Record<string, SignInResult> = { Throttled: "throttled", Unavailable: "unavailable" };

/** Signs in. Why a proof was refused is never told: an answer that differs would say which accounts exist. */
export async function signIn({ provider, ...fields }: Proof): Promise<SignInResult> {
  try {
    const result = await signInAtServer(provider, { ...fields, redirect: false });
    if (result?.ok && !result.error) return "ok";
    return REFUSALS[result?.error ?? ""] ?? "refused";
  } catch {
    return "unavailable";
  }
}
