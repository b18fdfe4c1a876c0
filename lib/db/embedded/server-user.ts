import { readFileSync } from "node:fs";

/** Whom the server runs as; Postgres refuses to run as root. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/** Null: the user of this process. As root: `postgres` where it exists, else `nobody`; nothing is created. */
export function findServerUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const user = ["postgres", "nobody"].map((name) => users.find((candidate) => candidate.name === name)).find(Boolean);
  if (user === undefined) {
    throw new Error(
      "Postgres refuses to run as root and there is no user `postgres` or `nobody`: start as another user, or set DATABASE_URL.",
    );
  }
  return user;
}
