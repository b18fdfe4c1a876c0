import * as z from "zod/mini";
import { ingestReceipt, MEDIA_TYPE, type Rejection, rejection } from "../../contract/event.ts";
import { messageOf } from "../emitter.ts";

const TIMEOUT_MS = 10_000;
const refusedBatch = z.looseObject({ rejected: z.array(rejection) });

export type PostResult =
  /** Everything but the rejected is committed. */
  | { kind: "accepted"; rejected: Rejection[]; controlVersion: number | null }
  | { kind: "too_large" }
  /** The request itself is refused: the same bytes will never be taken. */
  | { kind: "refused"; detail: string }
  | { kind: "denied"; detail: string }
  | { kind: "later"; waitMs: number; detail: string };

export interface PostOptions {
  url: URL;
  authorization: string;
  fetch: typeof fetch;
  signal: AbortSignal;
  onDate: (date: string | null) => void;
}

/** Sends one batch of CloudEvents. Never rejects. */
export async function postEvents(body: string, { url, authorization, fetch, signal, onDate }: PostOptions): Promise<PostResult> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": MEDIA_TYPE.batch },
      body,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    onDate(response.headers.get("date"));
    return judge(response, text);
  } catch (error) {
    return { kind: "later", waitMs: 0, detail: messageOf(error) };
  }
}

function judge(response: Response, text: string): PostResult {
  const { status } = response;
  const detail = `Lanekeeper answered ${status}`;
  if (status === 202) return receipt(text);
  if (status === 401 || status === 403) return { kind: "denied", detail };
  if (status === 413) return { kind: "too_large" };
  if (status === 422) return rejectedAll(text) ?? { kind: "refused", detail };
  if (status === 400 || status === 415) return { kind: "refused", detail };
  return { kind: "later", waitMs: retryAfterMs(response.headers.get("retry-after")), detail };
}

function receipt(text: string): PostResult {
  const parsed = ingestReceipt.safeParse(parseJson(text));
  if (!parsed.success) return { kind: "later", waitMs: 0, detail: "the answer is not a receipt" };
  return { kind: "accepted", rejected: parsed.data.rejected, controlVersion: parsed.data.control_version };
}

function rejectedAll(text: string): PostResult | null {
  const parsed = refusedBatch.safeParse(parseJson(text));
  return parsed.success ? { kind: "accepted", rejected: parsed.data.rejected, controlVersion: null } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function retryAfterMs(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : 0;
}
