import type { DemoWorld } from "#tests/demo/support/demo-world.ts";
import type { Console } from "./console.ts";

/** Brings a lane of the demo back to health, whatever the journey before left of it. */
export async function restoreLane(name: string, { api, demo }: { api: Console; demo: DemoWorld }): Promise<void> {
  const lane = await api.lane(name);
  if (lane.health === "healthy" && lane.control === "active") return;
  if (lane.health !== "healthy") await demo.press(`/lanes/${name}/new-key`);
  await api.until(name, ({ health }) => health === "healthy");
  if (lane.control !== "active") await api.command(name, { kind: "resume", reason: "The journey is over" });
}
