import * as z from "zod/mini";
import { secretPlace, section, words } from "./section.ts";

/** Where a lane's credential comes from. */
export const storeSection = z.discriminatedUnion(
  "type",
  [
    section({ type: z.literal("file"), path: words("the path of a file"), format: z.optional(z.enum(["auto", "json", "text"])) }),
    section({
      type: z.literal("oauth_refresh"),
      path: words("the path of the grant's file"),
      token_url: z.url("must be the address of the token endpoint"),
      client_id: words("the client's id"),
      client_secret: secretPlace("{ env: CLIENT_SECRET } or { file: /run/secrets/client }"),
      scopes: z.optional(z.array(z.string())),
      shared: z.optional(z.boolean("must be true or false")),
    }),
  ],
  "must be file or oauth_refresh",
);
export type StoreSection = z.infer<typeof storeSection>;
