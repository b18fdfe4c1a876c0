import * as z from "zod/mini";
import { alertAck, alertListQuery, alertPage, alertView } from "./alert.ts";
import { auditPage, auditQuery } from "./audit.ts";
import { commandListQuery, commandPage, commandRequest, commandView } from "./command.ts";
import { commandAck, controlQuery, controlState, controlWaitQuery } from "./control.ts";
import { cloudEvent, ingestReceipt, MEDIA_TYPE } from "./event.ts";
import { attestation, generationPatch, laneDetail, laneListQuery, lanePage, lanePatch, overruling } from "./lane.ts";
import { type Operation, operation } from "./operation.ts";
import { pageQuery } from "./paging.ts";
import { replicaName } from "./primitives.ts";
import { refreshLease, refreshLeaseRelease, refreshLeaseRequest } from "./refresh-lease.ts";
import { serverCreate, serverCreated, serverKeyCreate, serverKeyCreated, serverPage, serverView } from "./server.ts";
import { summary } from "./summary.ts";
import { laneTimeline, timelineQuery } from "./timeline.ts";
import { sessionView } from "./user.ts";

const V1 = "/api/v1";
const status = z.object({ status: z.string() });

const machines: Operation[] = [
  operation(
    `POST ${V1}/events`,
    "server",
    "Report lifecycle events as CloudEvents; answered after the commit, or 429 with Retry-After where too many wait.",
    {
      body: { [MEDIA_TYPE.event]: cloudEvent, [MEDIA_TYPE.batch]: z.array(cloudEvent), "application/json": z.unknown() },
      answers: { 202: ingestReceipt },
    },
  ),
  operation(`GET ${V1}/commands/stream`, "server", "Receive desired state and commands as they change.", {
    query: z.object({ replica: replicaName }),
    answers: { 200: "event-stream" },
  }),
  operation(`GET ${V1}/control`, "server", "Read what one replica shall be and do now; 304 where it holds that already.", {
    query: controlQuery,
    answers: { 200: controlState, 304: "empty" },
  }),
  operation(
    `POST ${V1}/lanes/{lane}/refresh-lease`,
    "server",
    "Be the one replica that refreshes a shared grant, for 30 seconds.",
    {
      body: refreshLeaseRequest,
      answers: { 200: refreshLease },
    },
  ),
  operation(`DELETE ${V1}/lanes/{lane}/refresh-lease`, "server", "Give the lease back before its time is over.", {
    query: refreshLeaseRelease,
    answers: { 204: "empty" },
  }),
  operation(`POST ${V1}/commands/{id}/acks`, "server", "Say what one replica made of a command.", {
    body: commandAck,
    answers: { 204: "empty" },
  }),
];

const lanes: Operation[] = [
  operation(`GET ${V1}/lanes`, "viewer", "List lanes, most urgent first.", { query: laneListQuery, answers: { 200: lanePage } }),
  operation(`GET ${V1}/lanes/{lane}`, "viewer", "Read one lane in full.", { answers: { 200: laneDetail } }),
  operation(
    `PATCH ${V1}/lanes/{lane}`,
    "operator",
    "Change a lane's owner, its runbook or operators' policy; archive it, or bring it back.",
    {
      body: lanePatch,
      answers: { 200: laneDetail },
    },
  ),
  operation(`GET ${V1}/lanes/{lane}/timeline`, "viewer", "Read a lane's story over a range of time.", {
    query: timelineQuery,
    answers: { 200: laneTimeline },
  }),
  operation(
    `PATCH ${V1}/lanes/{lane}/generations/{n}`,
    "operator",
    "Enter the expiry of a generation whose provider tells none.",
    {
      body: generationPatch,
      answers: { 200: laneDetail },
    },
  ),
  operation(
    `POST ${V1}/lanes/{lane}/generations/{n}/attest`,
    "operator",
    "Attest that an old generation is dead at its provider, where nothing else can prove it.",
    { body: attestation, answers: { 200: laneDetail } },
  ),
  operation(
    `POST ${V1}/lanes/{lane}/generations/{n}/overrule`,
    "operator",
    "Set aside a verdict that a generation is dead, on the strength of a probe that passed after it.",
    { body: overruling, answers: { 200: laneDetail } },
  ),
  operation(`POST ${V1}/lanes/{lane}/commands`, "operator", "Pause, resume, rotate or probe a lane.", {
    body: commandRequest,
    answers: { 202: commandView },
  }),
];

const oversight: Operation[] = [
  operation(`GET ${V1}/commands`, "any", "List commands, newest first; a server's key waits for its replica's control instead.", {
    query: z.extend(commandListQuery, z.partial(controlWaitQuery).shape),
    answers: { 200: z.union([commandPage, controlState]), 304: "empty" },
  }),
  operation(`GET ${V1}/commands/{id}`, "viewer", "Read one command with every replica's answer.", {
    answers: { 200: commandView },
  }),
  operation(`POST ${V1}/commands/{id}/cancel`, "operator", "Cancel a command that no replica has begun.", {
    answers: { 200: commandView },
  }),
  operation(`GET ${V1}/alerts`, "viewer", "List alerts.", { query: alertListQuery, answers: { 200: alertPage } }),
  operation(`GET ${V1}/alerts/{id}`, "viewer", "Read one alert.", { answers: { 200: alertView } }),
  operation(`POST ${V1}/alerts/{id}/ack`, "operator", "Acknowledge an alert.", { body: alertAck, answers: { 200: alertView } }),
  operation(`GET ${V1}/audit`, "viewer", "Read what happened, newest first.", { query: auditQuery, answers: { 200: auditPage } }),
  operation(`GET ${V1}/summary`, "viewer", "Read everything the overview draws.", { answers: { 200: summary } }),
  operation(`GET ${V1}/stream`, "viewer", "Learn the ids of what changes, as it changes.", { answers: { 200: "event-stream" } }),
  operation(`GET ${V1}/session`, "viewer", "Read who is signed in.", { answers: { 200: sessionView } }),
];

const servers: Operation[] = [
  operation(`GET ${V1}/servers`, "viewer", "List servers by name.", { query: z.object(pageQuery), answers: { 200: serverPage } }),
  operation(`POST ${V1}/servers`, "admin", "Register a server; its key is shown once, here.", {
    body: serverCreate,
    answers: { 201: serverCreated },
  }),
  operation(`GET ${V1}/servers/{server}`, "viewer", "Read one server, by id or name.", { answers: { 200: serverView } }),
  operation(
    `POST ${V1}/servers/{server}/keys`,
    "admin",
    "Make another key, shown once, here: for the service, or for a workstation that has no say over others.",
    {
      body: serverKeyCreate,
      answers: { 201: serverKeyCreated },
    },
  ),
  operation(`DELETE ${V1}/servers/{server}/keys/{key}`, "admin", "Revoke a key; it ends with its next request.", {
    answers: { 204: "empty" },
  }),
];

const probes: Operation[] = [
  operation("GET /api/healthz", "public", "Tell whether the process is alive.", { answers: { 200: status } }),
  operation("GET /api/readyz", "public", "Tell whether traffic can be taken.", { answers: { 200: status } }),
  operation("GET /api/metrics", "scraper", "Read what Lanekeeper counts, as Prometheus takes it.", { answers: { 200: "text" } }),
  operation("GET /api/openapi.json", "public", "Read this document.", { answers: { 200: z.record(z.string(), z.unknown()) } }),
];

/** Every operation of the HTTP API: the single list. */
export const OPERATIONS: readonly Operation[] = [...machines, ...lanes, ...oversight, ...servers, ...probes];
