import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { createRefresher } from "#components/shell/live/refresher.ts";

const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function watchedClient(readMs: number) {
  const client = new QueryClient();
  const reads: number[] = [];
  let atOnce = 0;
  let most = 0;
  const queryFn = async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    reads.push(Date.now());
    await settle(readMs);
    atOnce -= 1;
    return reads.length;
  };
  const stop = new QueryObserver(client, { queryKey: ["summary"], queryFn }).subscribe(() => {});
  return { client, reads, most: () => most, stop };
}

it("reads at once after the first event, and once more for a whole storm", async () => {
  const { client, reads, most, stop } = watchedClient(20);
  await settle(50);
  expect(reads).toHaveLength(1);

  const refresher = createRefresher(client);
  const sent = Date.now();
  for (let event = 0; event < 500; event += 1) refresher.add([["summary"]]);
  await settle(10);
  expect(reads).toHaveLength(2);
  expect((reads[1] ?? 0) - sent).toBeLessThan(50);
  for (let event = 0; event < 500; event += 1) refresher.add([["summary"]]);
  await settle(400);
  expect(reads).toHaveLength(3);
  expect(most()).toBe(1);
  refresher.stop();
  stop();
});

it("stops reading once the page is left", async () => {
  const { client, reads, stop } = watchedClient(1);
  await settle(20);
  const refresher = createRefresher(client);
  refresher.add([["summary"]]);
  refresher.stop();
  refresher.add([["summary"]]);
  await settle(300);
  expect(reads).toHaveLength(2);
  stop();
});

it("reads everything but the session again, once for many gaps, at a time within the spread", async () => {
  const { client, reads, stop } = watchedClient(1);
  let sessions = 0;
  const queryFn = () => {
    sessions += 1;
    return sessions;
  };
  const stopSession = new QueryObserver(client, { queryKey: ["session"], queryFn }).subscribe(() => {});
  await settle(20);
  const refresher = createRefresher(client);
  for (let gap = 0; gap < 50; gap += 1) refresher.addAll(100);
  await settle(160);
  expect([reads.length, sessions]).toEqual([2, 1]);
  refresher.stop();
  stopSession();
  stop();
});
