import { describe, expect, it } from "vitest";
import { GroupQueue } from "#lib/pipeline/ingest/group-queue.ts";

const AWAY = new Error("away");
const one = { events: 1, bytes: 1 };
type Commit = (members: readonly string[]) => Promise<string[]>;

/** A queue whose groups are noted; `commit` decides what becomes of each. */
function openQueue(commit: Commit, { groupEvents = 3, events = 100 } = {}) {
  const groups: string[][] = [];
  const queue = new GroupQueue<string, string>({
    groupEvents,
    capacity: { events, bytes: 100 },
    commit: (members) => {
      groups.push([...members]);
      return commit(members);
    },
    isHopeless: (error) => error === AWAY,
  });
  return { queue, groups };
}
const upper: Commit = async (members) => members.map((member) => member.toUpperCase());
const refusing =
  (bad: string, error: Error): Commit =>
  async (members) => {
    if (members.includes(bad)) throw error;
    return upper(members);
  };
const outcomes = (answers: PromiseSettledResult<string>[]) =>
  answers.map((answer) => (answer.status === "fulfilled" ? answer.value : String(answer.reason.message)));

describe("a group queue", () => {
  it("groups what comes together, in its order and up to the limit", async () => {
    const { queue, groups } = openQueue(upper);
    const answers = await Promise.all(["a", "b", "c", "d"].map((work) => queue.submit(work, one)));
    expect(answers).toEqual(["A", "B", "C", "D"]);
    expect(groups).toEqual([["a", "b", "c"], ["d"]]);
  });

  it("lets one that is larger than a group go alone", async () => {
    const { queue, groups } = openQueue(upper);
    await Promise.all([queue.submit("small", one), queue.submit("large", { events: 9, bytes: 1 }), queue.submit("next", one)]);
    expect(groups).toEqual([["small"], ["large"], ["next"]]);
  });

  it("tries each member once alone where their group fails", async () => {
    const { queue, groups } = openQueue(refusing("bad", new Error("poison")));
    const answers = await Promise.allSettled(["a", "bad", "c"].map((work) => queue.submit(work, one)));
    expect(outcomes(answers)).toEqual(["A", "poison", "C"]);
    expect(groups).toEqual([["a", "bad", "c"], ["a"], ["bad"], ["c"]]);
  });

  it("tries nobody again while the database is away", async () => {
    const { queue, groups } = openQueue(refusing("a", AWAY));
    const answers = await Promise.allSettled(["a", "b"].map((work) => queue.submit(work, one)));
    expect(outcomes(answers)).toEqual(["away", "away"]);
    expect(groups).toHaveLength(1);
    expect(await queue.submit("later", one)).toBe("LATER");
  });

  it("stops trying when the database goes away meanwhile", async () => {
    const { queue, groups } = openQueue(async (members) => {
      if (members.length > 1) throw new Error("poison");
      if (members[0] === "b") throw AWAY;
      return upper(members);
    });
    const answers = await Promise.allSettled(["a", "b", "c"].map((work) => queue.submit(work, one)));
    expect(outcomes(answers)).toEqual(["A", "away", "away"]);
    expect(groups).toEqual([["a", "b", "c"], ["a"], ["b"]]);
  });

  it("has room again for what has been answered", async () => {
    const { queue } = openQueue(refusing("bad", new Error("poison")), { events: 2 });
    const held = Promise.allSettled([queue.submit("a", one), queue.submit("bad", one)]);
    expect(() => queue.requireRoom(one)).toThrow("send it again");
    await held;
    expect(() => queue.requireRoom({ events: 2, bytes: 100 })).not.toThrow();
    expect(() => queue.requireRoom({ events: 1, bytes: 101 })).toThrow("send it again");
  });
});
