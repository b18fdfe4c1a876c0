import { type Answer, locate, readMessage } from "../wire/message.ts";
import { parse, type Span } from "../wire/scan-json.ts";
import type { Pending, ServerLink } from "./server-link.ts";

/** Answers after which nothing is asked of a task any more. */
const LAST: readonly string[] = ["tasks/result", "tasks/cancel"];

/** Follows the tasks of a process: calls whose result is fetched later, and only from the process that works on them. */
export function noteTask(link: ServerLink, bytes: Buffer, { method, bytes: request }: Pending, { result }: Answer): void {
  if (LAST.includes(method)) {
    const asked = readMessage(request);
    const task = asked.kind === "request" ? taskOf(request, asked.params) : null;
    if (task !== null) link.tasks.delete(task);
  }
  const created = textAt(bytes, result, "task", "taskId");
  if (created !== null) link.tasks.add(created);
}

/** The task that a request is about, or null. */
export const taskOf = (bytes: Buffer, params: Span | null): string | null => textAt(bytes, params, "taskId");

function textAt(bytes: Buffer, span: Span | null, ...path: string[]): string | null {
  const at = locate(bytes, span, ...path);
  const value = at && parse(bytes, at);
  return typeof value === "string" ? value : null;
}
