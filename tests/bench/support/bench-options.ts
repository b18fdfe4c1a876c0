import { parseArgs } from "node:util";

/** What may be told of a run; each bench has its own default for what is left out. */
export interface BenchOptions {
  lanes?: number;
  events?: number;
  minutes?: number;
  /** Event streams held open. */
  clients?: number;
  workers?: number[];
  /** Tells where the time of the web process goes. */
  profile?: boolean;
  /** The database to fill, rather than one that the bench makes. */
  database?: string;
  /** The data folder of the embedded server to fill. */
  data?: string;
}

export interface BenchArguments {
  names: string[];
  options: BenchOptions;
}

/** Reads `<name> … [--lanes 10000] [--events 10000000] …`. Throws where an option is unknown or no number. */
export function readArguments(args: string[]): BenchArguments {
  const { positionals: names, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      lanes: { type: "string" },
      events: { type: "string" },
      minutes: { type: "string" },
      clients: { type: "string" },
      workers: { type: "string" },
      profile: { type: "boolean" },
      database: { type: "string" },
      data: { type: "string" },
    },
  });
  const { database, data, profile } = values;
  return {
    names,
    options: {
      ...numeric("lanes", values.lanes),
      ...numeric("events", values.events),
      ...numeric("minutes", values.minutes),
      ...numeric("clients", values.clients),
      ...(values.workers === undefined ? {} : { workers: values.workers.split(",").map((text) => positive("workers", text)) }),
      ...(profile === undefined ? {} : { profile }),
      ...(database === undefined ? {} : { database }),
      ...(data === undefined ? {} : { data }),
    },
  };
}

const numeric = (name: string, text: string | undefined): Record<string, number> =>
  text === undefined ? {} : { [name]: positive(name, text) };

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}`);
  return value;
}
