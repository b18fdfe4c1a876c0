import * as z from "zod/mini";
import { generationNumber, id } from "./primitives.ts";

export const lanePath = z.object({ lane: id });
export const generationPath = z.object({ lane: id, n: z.pipe(z.coerce.number(), generationNumber) });
/** Addresses whose last part is the identity of a command or an alert. */
export const idPath = z.object({ id });
