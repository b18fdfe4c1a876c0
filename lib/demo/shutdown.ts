/** Ends what was started, last first, once; a step that fails does not keep the others from their end. */
export class Shutdown {
  #steps: (() => void | Promise<void>)[] = [];
  #running: Promise<void> | null = null;

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /** Rejects with every failure once all steps are through. */
  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be ended");
  }
}
