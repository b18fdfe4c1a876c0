import * as z from "zod/mini";
import { id, serverSlug } from "./primitives.ts";

/** `{server}` in a path: its id or its name. */
export const serverPath = z.object({ server: z.union([id, serverSlug]) });
/** `{key}` in a path: the id part of a server key. */
export const serverKeyPath = z.extend(serverPath, { key: z.string().check(z.regex(/^[0-9a-f]{12}$/)) });
