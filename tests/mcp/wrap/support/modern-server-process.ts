import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createConformanceSurface } from "../../support/conformance-surface.ts";

/** A server of the official SDK's second line, which speaks both eras of the protocol. */
serveStdio(() => createConformanceSurface());
