import type { Instant } from "../clock/instant.ts";
import { WITNESS_WITHIN_MS, type WitnessProbe } from "../command/probe.ts";
import type { Certainty } from "../vocabulary.ts";
import { compareGenerations, onlyWorkstations, sameGeneration, standingVerdicts } from "./generation.ts";
import { type CountingBoot, concerns, type LaneInput, type Scene, setScene } from "./scene.ts";
import { compareText } from "./stamp.ts";
import type { GenerationState, Verdict } from "./state.ts";
import { inWords } from "./words.ts";

/** Why all replicas are stopped. */
export type ContainCause = "confirmed" | "every_replica" | "two_replicas" | "probe_dead" | "no_answer";

/** What a revocation calls for. */
export type Containment =
  | { action: "none" }
  | ({ action: "contain"; because: ContainCause } & Called)
  /** One replica of several infers it: `boot` shall look before all are stopped; `commandId` where others were asked in vain. */
  | ({ action: "probe_first"; boot: string; answerBy: Instant; commandId: string | null; verdictIds: readonly string[] } & Called)
  | ({ action: "await"; answerBy: Instant; commandId: string } & Called)
  /** One replica says revoked, the probe of another passed. */
  | ({ action: "contradicted"; commandId: string } & Called);

interface Called {
  verdictId: string;
  certainty: Certainty;
  generation: { number: number; fingerprint: string };
  reason: string;
}

const NONE = { action: "none" } as const;
/** Strongest first, over all generations that are served. */
const STRENGTH: readonly Containment["action"][] = ["contain", "probe_first", "await", "contradicted", "none"];

/**
 * Decides whether the lane is contained everywhere: on a confirmed verdict; on an inferred one when the only live replica
 * or two replicas say so, when another replica's probe agrees, or when none answers in time. An operator's policy may ask
 * for confirmation, or never contain. `probes` are those that earlier decisions asked for.
 */
export function decideContainment(input: LaneInput, now: Instant): Containment {
  const scene = setScene(input, now);
  if (scene.policy.containOn === "never") return NONE;
  const decided = scene.generations.map((generation) => decideFor(scene, generation, input.probes ?? []));
  return decided.toSorted((a, b) => STRENGTH.indexOf(a.action) - STRENGTH.indexOf(b.action))[0] ?? NONE;
}

function decideFor(scene: Scene, generation: GenerationState, probes: readonly WitnessProbe[]): Containment {
  const verdicts = standingVerdicts(scene.state, generation, "revoked");
  const worst = verdicts[0];
  if (!worst) return NONE;
  const { number, fingerprint } = generation;
  const reason = inWords(worst.reason) ?? "the credential was revoked";
  const called: Called = { verdictId: worst.id, certainty: worst.certainty, generation: { number, fingerprint }, reason };
  const witnesses = new Set(verdicts.map(({ boot }) => boot));
  const others = replicasOn(scene, generation).filter(({ name }) => !witnesses.has(name));
  if ((others.length === 0 || generation.retired) && isOvertaken(scene, generation)) return NONE;
  const contain = (because: ContainCause): Containment => ({ action: "contain", because, ...called });
  if (onlyWorkstations(scene.state)) return others.length === 0 ? contain("every_replica") : NONE;
  if (worst.certainty === "confirmed") return contain("confirmed");
  if (scene.policy.containOn === "confirmed") return NONE;
  if (witnesses.size >= 2) return contain("two_replicas");
  return hearProbes({ called, verdicts, others, probes: probesOf(probes, generation, verdicts), now: scene.now });
}

/** Live replicas that serve a generation, the one heard last first. A workstation is asked nothing while services are known. */
function replicasOn(scene: Scene, generation: GenerationState): readonly CountingBoot[] {
  const mayWorkstations = onlyWorkstations(scene.state);
  return scene.boots
    .filter((boot) => boot.serving && concerns(boot, generation) && scene.now < boot.silentFrom)
    .filter((boot) => mayWorkstations || !boot.workstation)
    .toSorted((a, b) => b.silentFrom - a.silentFrom || compareText(a.name, b.name));
}

/** Whether replicas serve a newer generation that nobody calls dead: then stopping them would stop only what works. */
function isOvertaken(scene: Scene, generation: GenerationState): boolean {
  const newer = scene.generations.filter((other) => compareGenerations(other, generation) > 0);
  return newer.some(
    (other) => replicasOn(scene, other).length > 0 && standingVerdicts(scene.state, other, "revoked").length === 0,
  );
}

const probesOf = (probes: readonly WitnessProbe[], generation: GenerationState, verdicts: readonly Verdict[]): WitnessProbe[] =>
  probes.filter(
    (probe) => sameGeneration(probe.generation, generation) && verdicts.some(({ id }) => probe.verdictIds.includes(id)),
  );

interface Hearing {
  called: Called;
  verdicts: readonly Verdict[];
  others: readonly CountingBoot[];
  probes: readonly WitnessProbe[];
  now: Instant;
}

/** One replica alone infers it: what the probes of others said, whom to ask next, or that nobody is left to ask. */
function hearProbes({ called, verdicts, others, probes, now }: Hearing): Containment {
  if (probes.some((probe) => said(probe, "dead"))) return { action: "contain", because: "probe_dead", ...called };
  const open = probes.find((probe) => !said(probe, "passed"));
  if (open) return awaitProbe(open, called, others, now);
  const unheard = verdicts.filter((verdict) => !probes.some((probe) => answers(probe, verdict, verdicts)));
  const passed = probes.at(-1);
  if (unheard.length === 0 && passed) return { action: "contradicted", commandId: passed.commandId, ...called };
  const [boot] = others;
  if (!boot) return { action: "contain", because: "every_replica", ...called };
  const verdictIds = verdicts.map(({ id }) => id);
  return { action: "probe_first", boot: boot.name, answerBy: now + WITNESS_WITHIN_MS, commandId: null, verdictIds, ...called };
}

/**
 * One refused call may be told twice, in events that arrive apart: what a replica said again before the answer came is answered with it.
 * How long after its first word that was is told by its own clock, and how long the answer took by ours.
 */
function answers({ answers: given, answerBy, verdictIds }: WitnessProbe, verdict: Verdict, all: readonly Verdict[]): boolean {
  if (verdictIds.includes(verdict.id)) return true;
  const askedAt = answerBy - WITNESS_WITHIN_MS;
  const tookMs = Math.max(...given.map(({ result, at }) => (result === "passed" && at !== null ? at - askedAt : -1)));
  return all.some(({ id, boot, at }) => boot === verdict.boot && verdictIds.includes(id) && verdict.at - at <= tookMs);
}

const said = ({ answers }: WitnessProbe, word: "passed" | "dead"): boolean => answers.some(({ result }) => result === word);

/** Whoever cannot tell hands the question on; without an answer in time, all are stopped. */
function awaitProbe(probe: WitnessProbe, called: Called, others: readonly CountingBoot[], now: Instant): Containment {
  const { commandId, answerBy, answers, verdictIds } = probe;
  if (now >= answerBy) return { action: "contain", because: "no_answer", ...called };
  const isAwaited = others.some(({ name }) => answers.some(({ boot, result }) => boot === name && result === null));
  if (isAwaited) return { action: "await", answerBy, commandId, ...called };
  const next = others.find(({ name }) => !answers.some(({ boot }) => boot === name));
  if (!next) return { action: "contain", because: "no_answer", ...called };
  return { action: "probe_first", boot: next.name, answerBy, commandId, verdictIds, ...called };
}
