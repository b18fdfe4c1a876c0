import { afterEach, expect, test } from "vitest";
import { UNAUTHORIZED } from "../support/provider-peer.ts";
import { rotate } from "../support/rotate.ts";
import { PROD, type Stage, setStage } from "../support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

/** A lane that brings no probe, of a provider that has a harmless request of its own. */
async function started() {
  stage = await setStage({ probe: undefined });
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", issued_at: issuedAt });
  await stage.keeper.start();
  await stage.store(PROD, { secret: "key-4", version: "4", issued_at: issuedAt });
}

/** What GitHub's harmless request was made with. */
const triedWith = () =>
  stage.provider.http.requests.filter(({ path }) => path === "/rate_limit").map(({ headers }) => headers.authorization);

test("a new key that the provider refuses is not offered, though the lane has no probe", async () => {
  await started();
  stage.provider.answers.set("key-4", UNAUTHORIZED);
  expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "preflight_refused" });
  expect(triedWith()).toEqual(["Bearer key-4"]);
});

test("one that it accepts is proven, and adopted", async () => {
  await started();
  const { generation } = await rotate(stage, "prepare");
  expect(triedWith()).toEqual(["Bearer key-4"]);
  expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "succeeded", generation: { number: 4 } });
});
