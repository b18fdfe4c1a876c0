import * as z from "zod/mini";
import { askPlace, failureOf, type PlaceAnswer, safeAddress } from "../ask-place.ts";
import { isStoreFailure, StoreError } from "../store-error.ts";

const NAME = "GCP Secret Manager";
const number = z.pipe(
  z.string().check(z.regex(/\/versions\/\d+$/)),
  z.transform((name) => Number(name.split("/").at(-1))),
);
const accessed = z.object({ name: number, payload: z.object({ data: z.string() }) });
const added = z.object({ name: number });
const listed = z.object({ versions: z.optional(z.array(added)) });
const refused = z.object({ error: z.object({ status: z.string() }) });

export interface GcpSecretOptions {
  project: string;
  secret: string;
  endpoint: string;
  token: () => Promise<string>;
  fetch: typeof fetch;
}

export interface GcpVersion {
  number: number;
  text: string;
}

/** One secret of GCP Secret Manager, by its REST API. */
export class GcpSecret {
  readonly #options: GcpSecretOptions;
  readonly #address: URL;

  constructor(options: GcpSecretOptions) {
    this.#options = options;
    this.#address = safeAddress(options.endpoint);
  }

  /** The newest version that is enabled, or null where the secret has none. */
  async read(): Promise<GcpVersion | null> {
    const latest = await this.#access("latest");
    if (latest !== "not_enabled") return latest;
    const enabled = await this.#newestEnabled();
    if (enabled === 0)
      throw new StoreError("deleted", "Every version of the secret is disabled or destroyed: enable one, or add another");
    const version = await this.#access(String(enabled));
    return version === "not_enabled" ? null : version;
  }

  async #newestEnabled(): Promise<number> {
    try {
      return await this.#newest("?filter=state%3AENABLED&pageSize=1");
    } catch (error) {
      if (!isStoreFailure(error, "denied")) throw error;
      throw new StoreError("denied", "The newest version is not enabled, and looking for an older one needs the role Viewer");
    }
  }

  /** Number of the newest version, whatever its state; 0 where there is none. */
  newestNumber(): Promise<number> {
    return this.#newest("?pageSize=1");
  }

  /** Adds a version and returns its number. */
  async add(text: string): Promise<number> {
    const data = Buffer.from(text).toString("base64");
    const answer = await this.#ask("POST", ":addVersion", { payload: { data } });
    return this.#parse(added, answer).name;
  }

  async destroy(version: number): Promise<void> {
    await this.#ask("POST", `/versions/${version}:destroy`, {});
  }

  async #access(version: string): Promise<GcpVersion | "not_enabled" | null> {
    const answer = await this.#ask("GET", `/versions/${version}:access`);
    if (answer.status === 404) return null;
    if (statusOf(answer) === "FAILED_PRECONDITION") return "not_enabled";
    const { name, payload } = this.#parse(accessed, answer);
    return { number: name, text: Buffer.from(payload.data, "base64").toString("utf8") };
  }

  async #newest(query: string): Promise<number> {
    const answer = await this.#ask("GET", `/versions${query}`);
    return this.#parse(listed, answer).versions?.[0]?.name ?? 0;
  }

  #parse<T extends z.ZodMiniType>(schema: T, answer: PlaceAnswer): z.infer<T> {
    if (answer.status !== 200) throw failureOf(NAME, answer, statusOf(answer));
    const said = schema.safeParse(answer.body);
    if (!said.success) throw new StoreError("invalid", `The answer of ${NAME} is not understood`);
    return said.data;
  }

  async #ask(method: "GET" | "POST", action: string, body?: unknown): Promise<PlaceAnswer> {
    const { project, secret, token, fetch } = this.#options;
    const url = new URL(
      `/v1/projects/${encodeURIComponent(project)}/secrets/${encodeURIComponent(secret)}${action}`,
      this.#address,
    );
    const headers = { authorization: `Bearer ${await token()}` };
    return askPlace(NAME, { url, method, headers, body }, fetch);
  }
}

/** Google's own word for a failure; its message may quote what was sent. */
function statusOf({ body }: PlaceAnswer): string | undefined {
  const said = refused.safeParse(body);
  return said.success ? said.data.error.status : undefined;
}
