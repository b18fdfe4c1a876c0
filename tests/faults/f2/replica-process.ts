import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { liveAsReplica, type ReplicaLife } from "./live-as-replica.ts";

const ROUND_MS = 50;
const say = (word: unknown) => process.stdout.write(`${JSON.stringify(word)}\n`);

const replica = await liveAsReplica(JSON.parse(process.argv[2] ?? "{}") as ReplicaLife);
let isOver = false;
let busy: Promise<unknown> = Promise.resolve();
createInterface({ input: process.stdin }).on("line", (order) => {
  busy = busy.then(async () => {
    if (order === "measure") say({ addedUs: await replica.measureGate() });
    if (order !== "stop") return;
    isOver = true;
    await replica.stop();
    say({ stopped: true });
    process.exit(0);
  });
});
while (!isOver) {
  busy = busy.then(async () => {
    if (!isOver) say(await replica.callAll());
  });
  await busy;
  await sleep(ROUND_MS);
}
