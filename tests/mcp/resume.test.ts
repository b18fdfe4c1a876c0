import { afterEach, expect, test, vi } from "vitest";
import { NEIGHBOUR, PROD, type Stage, setStage } from "./support/stage.ts";

const ID = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
let stage: Stage;
afterEach(() => stage.close());

test("a resume goes on although word of another lane comes while it is preflighted", async () => {
  stage = await setStage();
  const { lanekeeper, keeper } = stage;
  await keeper.start();
  const control = () => keeper.lane(PROD).status().control;
  await vi.waitFor(() => expect(lanekeeper.streams).toHaveLength(1));
  lanekeeper.want({ lane: PROD, control: "paused", command: ID(1) });
  await vi.waitFor(() => expect(control()).toBe("paused"));
  lanekeeper.want({ lane: PROD, control: "active", command: ID(2) });
  for (const n of [3, 4, 5]) lanekeeper.want({ lane: NEIGHBOUR, control: "paused", command: ID(n) });
  await vi.waitFor(() => expect(control()).toBe("active"));
  await vi.waitFor(() =>
    expect(lanekeeper.acks).toContainEqual(expect.objectContaining({ command: ID(2), status: "succeeded" })),
  );
});
