import { env } from "../env.ts";
import { type Database, openDatabase } from "./database.ts";
import { shared } from "./shared.ts";

/** A request that waits longer has lost its sender. */
const ANSWER_WITHIN_MS = 30_000;

/** The database of this process; opened once, whichever copy of a module asks first. The supervisor tells children its address. */
export function processDatabase(answerWithinMs = ANSWER_WITHIN_MS): Database {
  return shared("database", () => {
    const { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl } = env();
    if (url === undefined) throw new Error("DATABASE_URL is not set: start this process with `npm start`, or name a database");
    return openDatabase({ url, directUrl, answerWithinMs });
  });
}
