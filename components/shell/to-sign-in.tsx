"use client";
import { useEffect } from "react";

/** Leaves for the sign-in page, which comes back to exactly this address; only the browser knows all of it. */
export function ToSignIn() {
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    window.location.replace(`/sign-in?return=${encodeURIComponent(pathname + search + hash)}`);
  }, []);
  return null;
}
