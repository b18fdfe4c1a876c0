import { vi } from "vitest";
import { startWireClient, type WireClient } from "./wire-client.ts";
import { PROD, setWrapStage, WRAPPER, type WrapStage } from "./wrap-stage.ts";

export interface HttpStage extends WrapStage {
  /** A wrapper in front of a server; the address at which it serves. */
  front(upstream: string): Promise<string>;
}

/** A stage whose lane carries its credential in a header. */
export async function setHttpStage(changed: Record<string, unknown> = {}): Promise<HttpStage> {
  const store = { type: "file", path: "prod" };
  const lanes = [{ name: PROD, provider: "github", store, inject: { header: "Authorization" } }];
  const stage = await setWrapStage({ lanes, ...changed });
  const running: WireClient[] = [];
  return {
    ...stage,
    async front(upstream) {
      const command = [process.execPath, WRAPPER, "wrap", "--config", stage.config, "--http", upstream];
      const wrapper = startWireClient(command, stage.environment);
      running.push(wrapper);
      return vi.waitFor(
        () => {
          const address = /^Listening on (\S+)/.exec(wrapper.lines[0] ?? "")?.[1];
          if (address === undefined) throw new Error(`it does not listen: ${wrapper.errors()}`);
          return address;
        },
        { timeout: 10_000, interval: 20 },
      );
    },
    async close() {
      for (const wrapper of running) wrapper.process.kill("SIGTERM");
      await Promise.all(running.map(({ ended }) => ended));
      await stage.close();
    },
  };
}
