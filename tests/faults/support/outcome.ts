/** What a scenario has to say: its figures by name, and a line for each thing that did not hold. */
export interface Outcome {
  figures: Record<string, number>;
  violations: string[];
}

export interface ScenarioOptions {
  rounds: number;
  /** Chooses what breaks and when; the same seed chooses the same. */
  seed: number;
  say(line: string): void;
}

export type Scenario = (options: ScenarioOptions) => Promise<Outcome>;
