import { hash, verify } from "@node-rs/argon2";
import { randomHex } from "./secret.ts";

/** OWASP's argon2id parameters; the algorithm is the library's default. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const LONGEST = 1_024;

let nobody: Promise<string> | undefined;

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

/** Whether the password is right. Does the same work where there is no such user or no password. */
export async function passwordMatches(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  nobody ??= hashPassword(randomHex(24));
  const matches = await verify(passwordHash ?? (await nobody), password.slice(0, LONGEST));
  return matches && typeof passwordHash === "string" && password.length <= LONGEST;
}
