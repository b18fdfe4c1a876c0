import { describe, expect, test } from "vitest";
import { BEHIND_GRACE_MS } from "#lib/domain/lane/accord.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { fact, generation, loaded, preflightRefused, refreshFailed, SECOND } from "#tests/domain/support/facts.ts";
import { type Circumstances, viewAt } from "#tests/domain/support/lane.ts";

const onLaptop = (one: Fact): Fact => ({ ...one, workstation: true });
const service = fact("web1", 1, loaded(3));
const laptop = onLaptop(fact("laptop", 2, loaded(3)));
const NOW = 600;
const gone: Circumstances = { stopped: ["web1"] };
const silent: Circumstances = { lastHeard: { web1: 10 } };

describe("a lane that services hold, or ever did", () => {
  test.each<[name: string, circumstances: Circumstances, freshness: string]>([
    ["is live while a service is", {}, "live"],
    ["is silent once its services are gone, though a laptop reports", gone, "silent"],
    ["is silent once its services are, though a laptop reports", silent, "silent"],
    ["is idle once its services have ended on demand", { ...gone, presence: "on_demand" }, "idle"],
  ])("%s", (_name, circumstances, freshness) => {
    expect(viewAt([service, laptop], NOW, circumstances)).toMatchObject({ freshness, served: generation(3) });
  });

  test("was heard last when a service was", () => {
    expect(viewAt([service, laptop], NOW, silent).lastReportAt).toBe(viewAt([service], NOW, silent).lastReportAt);
  });

  test.each<[name: string, circumstances: Circumstances]>([
    ["have stopped", gone],
    ["fell silent", silent],
  ])("keeps the generation that its services served, when they %s", (_name, circumstances) => {
    const view = viewAt([service, onLaptop(fact("laptop", 2, loaded(9)))], NOW, circumstances);
    expect(view).toMatchObject({ served: generation(3), adoptable: generation(3) });
  });

  test("keeps what its services said last, since no laptop takes their place", () => {
    const failing = [service, fact("web1", 3, refreshFailed(3, { permanent: true })), laptop];
    expect(viewAt(failing, NOW, silent).health).toBe("refresh_failing");
  });

  test("does not suffer what a laptop suffers, when services are there and when they are not", () => {
    const facts = [service, laptop, onLaptop(fact("laptop", 3, preflightRefused))];
    for (const circumstances of [{}, gone, silent])
      expect(viewAt(facts, NOW, circumstances).findings.map(({ condition }) => condition)).not.toContain("not_loaded");
  });
});

describe("a laptop beside services", () => {
  const moved = [service, laptop, fact("web1", 10, loaded(4))];
  test("on the old key is shown behind, and asks for nobody", () => {
    const view = viewAt(moved, 10 + BEHIND_GRACE_MS / SECOND + 1);
    expect(view).toMatchObject({ behind: { replicas: 1, isLate: false }, served: generation(4) });
  });
  test("hides no service that is late", () => {
    const late = [...moved, fact("web2", 11, loaded(3))];
    expect(viewAt(late, 11 + BEHIND_GRACE_MS / SECOND).behind).toMatchObject({ replicas: 2, isLate: true });
  });
  test("with a newer key leaves no service behind", () => {
    expect(viewAt([service, onLaptop(fact("laptop", 2, loaded(9)))], NOW).behind).toBeNull();
  });
  test("with a key of its own under the same number splits nothing", () => {
    const own = onLaptop(fact("laptop", 2, loaded(generation(3, "aaaaaaaaaaaaaaaa"))));
    expect(viewAt([service, own], NOW).split).toBeNull();
  });
});

test("a lane that only workstations ever held is theirs: they keep it live, and number it", () => {
  const facts = [laptop, onLaptop(fact("desk", 3, loaded(4)))];
  expect(viewAt(facts, NOW)).toMatchObject({ freshness: "live", served: generation(4), behind: { replicas: 1 } });
  expect(viewAt(facts, NOW, { stopped: ["desk"] })).toMatchObject({ freshness: "live", served: generation(3) });
});
