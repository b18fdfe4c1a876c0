"use client";
import { useState } from "react";
import { type Proof, type SignInResult, signIn } from "./sign-in.ts";

export type Progress = "idle" | "pending" | Exclude<SignInResult, "ok">;

/** Signs in and goes on to `returnTo` with a full load, so that the server renders with the new session. */
export function useSignIn(returnTo: string) {
  const [progress, setProgress] = useState<Progress>("idle");
  const submit = async (proof: Proof) => {
    setProgress("pending");
    const result = await signIn(proof);
    if (result === "ok") window.location.assign(returnTo);
    else setProgress(result);
  };
  return { progress, submit };
}
