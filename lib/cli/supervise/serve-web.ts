import { nextProgram } from "./build-web.ts";

/** Events live for the length of one commit: with more room for what is new, few outlive a collection, and ingest gains a tenth. */
const YOUNG_GENERATION_MB = 64;

/** Script and arguments that serve the production build. */
export const serveWeb = (host: string, port: number): string[] => [
  `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
  nextProgram(),
  ...["start", "--hostname", host, "--port", String(port)],
];
