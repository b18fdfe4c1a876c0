import * as z from "zod/mini";
import { ROLES } from "../domain/vocabulary.ts";
import { timestamp } from "./primitives.ts";

export const sessionView = z.object({
  user: z.object({ id: z.string(), email: z.string(), role: z.enum(ROLES) }),
  expires: timestamp,
});
export type SessionView = z.infer<typeof sessionView>;
