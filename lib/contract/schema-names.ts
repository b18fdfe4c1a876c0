import * as z from "zod/mini";
import { alertPage, alertView } from "./alert.ts";
import { auditEntry, auditPage } from "./audit.ts";
import { commandPage, commandView } from "./command.ts";
import { desiredState, streamCommand } from "./control.ts";
import { ingestReceipt } from "./event.ts";
import { laneDetail, lanePage, laneSummary } from "./lane.ts";
import { problem } from "./problem.ts";
import { laneRefusal } from "./refusal.ts";
import { serverCreated, serverPage, serverView } from "./server.ts";
import { streamEvent, summary } from "./summary.ts";
import { laneTimeline } from "./timeline.ts";
import { sessionView } from "./user.ts";

const NAMED = {
  AlertPage: alertPage,
  AlertView: alertView,
  AuditEntry: auditEntry,
  AuditPage: auditPage,
  CommandPage: commandPage,
  CommandView: commandView,
  DesiredState: desiredState,
  IngestReceipt: ingestReceipt,
  LaneDetail: laneDetail,
  LanePage: lanePage,
  LaneRefusal: laneRefusal,
  LaneSummary: laneSummary,
  LaneTimeline: laneTimeline,
  Problem: problem,
  ServerCreated: serverCreated,
  ServerPage: serverPage,
  ServerView: serverView,
  SessionView: sessionView,
  StreamCommand: streamCommand,
  StreamEvent: streamEvent,
  Summary: summary,
};

/** Answers that have a name in the document of the API. */
export const answerNames = registryOf(NAMED);

function registryOf(named: Record<string, z.ZodMiniType>): z.core.$ZodRegistry<{ id: string }> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  return registry;
}
