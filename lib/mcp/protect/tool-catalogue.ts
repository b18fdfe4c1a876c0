/** What is known of tools from the lists that the server gave: whether a refusal may carry structured content. */
export class ToolCatalogue {
  readonly #plain = new Set<string>();

  /** Takes a `tools/list` result to notice. */
  note(result: unknown): void {
    const { tools } = (result ?? {}) as { tools?: unknown };
    if (!Array.isArray(tools)) return;
    for (const tool of tools as ({ name?: unknown; outputSchema?: unknown } | null)[]) {
      const { name, outputSchema } = tool ?? {};
      if (typeof name !== "string") continue;
      if (outputSchema === undefined) this.#plain.add(name);
      else this.#plain.delete(name);
    }
  }

  /** A client checks structured content against the schema; an unlisted tool is taken to have one. */
  mayBeStructured(tool: string): boolean {
    return this.#plain.has(tool);
  }
}
