import * as z from "zod/mini";
import { secretPlace, section, words } from "./section.ts";

const flag = z.optional(z.boolean("must be true or false"));
const list = (what: string) => z.optional(z.array(words(what), `must be a list, each ${what}`));
const map = (what: string) => z.optional(z.record(z.string(), words(what), `must be a map, each value ${what}`));
const seconds = z.optional(z.number("must be a number of seconds").check(z.positive("must be above 0")));
const choice = <const T extends readonly string[]>(values: T) =>
  z.optional(z.enum(values, `must be one of ${values.join(", ")}`));

/** What a place holds: text, or JSON in which a field holds the secret. */
const shape = { format: choice(["auto", "json", "text"]), field: z.optional(words("the name of a field")) };
const polled = { poll_s: seconds };

const TOKEN = "{ env: VAULT_TOKEN } or { file: /run/vault-token }";
const SECRET_ID = "{ env: VAULT_SECRET_ID } or { file: /run/secret-id }";
const appRole = section({
  role_id: words("the id of the role"),
  secret_id: secretPlace(SECRET_ID),
  mount: z.optional(words("a path")),
});

/** Where a secret is kept as it is. */
const PLACES = [
  section({ type: z.literal("file"), path: words("the path of a file"), ...shape }),
  section({
    type: z.literal("command"),
    command: z.tuple([words("a program")], words("an argument"), "must be a list: a program and its arguments"),
    reference: z.optional(words("a name for operators")),
    timeout_s: seconds,
    ...polled,
    ...shape,
  }),
  section({ type: z.literal("env"), variable: words("the name of a variable") }),
  section({
    type: z.literal("vault"),
    url: z.url("must be the address of Vault"),
    path: words("the path of a secret"),
    mount: z.optional(words("the path of a KV version 2 engine")),
    field: shape.field,
    namespace: z.optional(words("a namespace")),
    token: z.optional(secretPlace(TOKEN)),
    app_role: z.optional(appRole),
    allow_insecure: flag,
    ...polled,
  }).check(
    z.refine(({ token, app_role }) => (token === undefined) !== (app_role === undefined), "must have either token or app_role"),
  ),
  section({
    type: z.literal("aws_secrets_manager"),
    secret_id: words("the name or ARN of a secret"),
    region: z.optional(words("a region")),
    endpoint: z.optional(z.url("must be an address")),
    ...polled,
    ...shape,
  }),
  section({
    type: z.literal("gcp_secret_manager"),
    project: words("the id of a project"),
    secret: words("the name of a secret"),
    endpoint: z.optional(z.url("must be an address")),
    ...polled,
    ...shape,
  }),
] as const;

const PLACE_NAMES = "file, command, env, vault, aws_secrets_manager or gcp_secret_manager";
const place = z.discriminatedUnion("type", PLACES, `must be ${PLACE_NAMES}`);
export type PlaceSection = z.infer<typeof place>;

const client = {
  token_url: z.url("must be the address of the token endpoint"),
  client_id: words("the client's id"),
  authentication: choice(["client_secret_post", "client_secret_basic", "private_key_jwt"]),
  scopes: list("a scope"),
  parameters: map("a text"),
};

/** Where a lane's credential comes from: a place that holds it, or what is drawn from a secret at such a place. */
export const storeSection = z.discriminatedUnion(
  "type",
  [
    ...PLACES,
    section({
      type: z.literal("oauth_refresh"),
      path: z.optional(words("the path of the grant's file")),
      store: z.optional(place),
      client_secret: z.optional(secretPlace("{ env: CLIENT_SECRET } or { file: /run/secrets/client }")),
      shared: flag,
      ...client,
    }).check(z.refine(({ path, store }) => (path === undefined) !== (store === undefined), "must have either path or store")),
    section({ type: z.literal("oauth_client"), store: place, ...client }),
    section({
      type: z.literal("github_app"),
      store: place,
      app_id: z.union([words("an id"), z.int()], "must be the client id of the app, or its app id"),
      installation_id: z.union([words("an id"), z.int()], "must be the id of the installation"),
      api_url: z.optional(z.url("must be the address of GitHub's API")),
      repositories: list("the name of a repository"),
      permissions: map("read or write"),
    }),
  ],
  `must be ${PLACE_NAMES}; or oauth_refresh, oauth_client or github_app`,
);
export type StoreSection = z.infer<typeof storeSection>;
