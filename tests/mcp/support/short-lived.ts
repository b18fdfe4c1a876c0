import { createKeeper, fileStore } from "#lib/mcp/index.ts";

/** What a short-lived server is told on its command line. */
export interface ShortLife {
  url: string;
  key: string;
  server: string;
  provider: string;
  secretPath: string;
  stateDir: string | null;
}

/** What became of one call on each lane. */
export interface LifeStory {
  replica: string;
  open: string;
  held: string;
}

export const OPEN = "github-prod";
export const HELD = "github-admin";

/** Starts a keeper as a server over standard input does, makes one call on each lane, and stops. */
export async function liveShortly({ url, key, server, provider, secretPath, stateDir }: ShortLife): Promise<LifeStory> {
  const lane = (name: string) => ({
    name,
    provider: "github",
    kind: "managed_key" as const,
    store: fileStore({ path: secretPath }),
    routes: [{ tool: `${name}-tool`, side_effect: "read" as const }],
    baseUrl: provider,
  });
  const keeper = createKeeper({ url, key, server, stateDir, transport: "on_change", lanes: [lane(OPEN), lane(HELD)] });
  await keeper.start();
  const use = (name: string) =>
    keeper
      .lane(name)
      .fetch(`/${name}`)
      .then(
        ({ status }) => String(status),
        (error: { refusal?: { code: string } }) => error.refusal?.code ?? String(error),
      );
  const story = { replica: keeper.replica, open: await use(OPEN), held: await use(HELD) };
  await keeper.stop();
  return story;
}
