import { METER_TYPE, readMeter } from "#lib/meter.ts";

interface Shared {
  name: string;
  help: string;
  values: readonly { labels?: Readonly<Record<string, string>>; value: number }[];
}

/** The answer to a scraper: gauges that all processes share, then the process's own. */
export async function metricsResponse(all: readonly Shared[]): Promise<Response> {
  const text = `${all.map(toText).join("")}${await readMeter()}`;
  return new Response(text, { headers: { "content-type": METER_TYPE, "cache-control": "no-store" } });
}

function toText({ name, help, values }: Shared): string {
  const lines = values.map(({ labels = {}, value }) => `lanekeeper_${name}${labelText(labels)} ${value}`);
  return [`# HELP lanekeeper_${name} ${help}`, `# TYPE lanekeeper_${name} gauge`, ...lines, ""].join("\n");
}

/** Label values are words of closed lists: nothing in them needs escaping. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}
