import { liveShortly, type ShortLife } from "./short-lived.ts";

const life = JSON.parse(process.argv[2] ?? "{}") as ShortLife;
process.stdout.write(JSON.stringify(await liveShortly(life)));
