import * as z from "zod/mini";
import { ROLES } from "../domain/vocabulary.ts";
import { timestamp } from "./primitives.ts";

export const sessionView = z.object({
  user: z.object({ id: z.string(), email: z.string(), role: z.enum(ROLES) }),
  expires: timestamp,
});
export type SessionView = z.infer<typeof sessionView>;

export const userCreate = z.object({
  email: z.string().check(z.trim(), z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address")),
  role: z.enum(ROLES),
  /** Left out: the user signs in by a one-time link. */
  password: z.optional(z.string().check(z.minLength(12), z.maxLength(1_024))),
});

export const tokenCreate = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(128)),
  role: z.enum(ROLES),
  expires_in_days: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(365)),
});
