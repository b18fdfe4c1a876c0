import * as z from "zod/mini";
import { policy } from "../../../contract/event-data.ts";
import { laneName, route, serverSlug } from "../../../contract/primitives.ts";
import { LANE_KINDS } from "../../../domain/vocabulary.ts";
import { secretPlace, section, words } from "./section.ts";
import { storeSection } from "./store-section.ts";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const INJECT = "{ env: GITHUB_TOKEN }, { file: /run/token } or { header: Authorization }";
const KEY = "{ env: LANEKEEPER_KEY } or { file: /run/secrets/lanekeeper }";

/** How the server gets the credential. Never as an argument, which every process of the machine may read. */
const inject = section(
  {
    env: z.optional(z.string().check(z.regex(VARIABLE, "must be the name of a variable, as GITHUB_TOKEN"))),
    file: z.optional(words("the path of a file that the server reads")),
    header: z.optional(z.string().check(z.regex(HEADER, "must be the name of a header, as Authorization"))),
    /** Stands before the credential in the header. */
    prefix: z.optional(z.string()),
  },
  INJECT,
).check(
  z.refine(
    ({ env, file, header }) => [env, file, header].filter((way) => way !== undefined).length === 1,
    `must name one way: ${INJECT}`,
  ),
);
export type Inject = z.infer<typeof inject>;

const lane = section({
  name: laneName,
  provider: words("the provider's name, as github"),
  account: z.optional(words("a name")),
  tenant: z.optional(words("a name")),
  owner: z.optional(words("who can rotate the credential")),
  kind: z.optional(z.enum(LANE_KINDS, `must be one of ${LANE_KINDS.join(", ")}`)),
  store: storeSection,
  inject,
  /** What it powers: tools, `resource:` and an address or template, `prompt:` and a name. Without: whatever no other lane does. */
  routes: z.optional(z.array(section(route.shape, "{ tool: issues_create, side_effect: write }"), "must be a list of routes")),
  policy: z.optional(section(policy.shape)),
  probe: z.optional(section({ url: z.url("must be an address, as https://api.github.com/user") }, "{ url: https://… }")),
});
export type LaneConfig = z.infer<typeof lane>;

const HANDOVERS = ["warm", "restart", "never"] as const;
export type Handover = (typeof HANDOVERS)[number];

const aboveZero = z.number("must be a number of seconds").check(z.positive("must be above 0"));

/** What `lanekeeper.yaml` holds. */
export const wrapConfig = section({
  url: z.url("must be the address of Lanekeeper, as https://lanekeeper.example.com"),
  key: z._default(secretPlace(KEY), { env: "LANEKEEPER_KEY" }),
  server: serverSlug,
  lanes: z.array(lane, "must be a list of lanes").check(z.minLength(1, "must hold at least one lane")),
  handover: z._default(z.enum(HANDOVERS, "must be warm, restart or never"), "warm"),
  /** How long calls may take to end on the old process. */
  drain_s: z._default(aboveZero, 300),
  /** How long a fresh process may take to answer. */
  start_s: z._default(aboveZero, 30),
  when_unknown: z.optional(z.enum(["serve", "refuse"], "must be serve or refuse")),
  transport: z.optional(z.enum(["stream", "poll", "on_change"], "must be stream, poll or on_change")),
  heartbeat_s: z.optional(aboveZero),
  /** Null keeps state in memory only. */
  state_dir: z.optional(z.nullable(words("a folder"))),
  allow_insecure: z.optional(z.boolean("must be true or false")),
});
export type WrapConfig = z.infer<typeof wrapConfig>;
