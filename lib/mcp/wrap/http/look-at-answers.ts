import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { type Answer, partsOf, readMessage } from "../wire/message.ts";
import { replaceSpans } from "../wire/replace-spans.ts";
import { parse } from "../wire/scan-json.ts";
import type { AwaitedById } from "./open-calls.ts";

/**
 * Looks at a message on its way to the client and takes the answers in it to the books. What to send in its place where one of them
 * tells of a credential failure; null, for as it is, where none does.
 */
export function lookAtAnswers(bytes: Buffer, awaited: AwaitedById, tools: ToolCatalogue): Promise<Buffer> | null {
  const replacements = partsOf(readMessage(bytes)).flatMap((part) => {
    const by = part.kind === "answer" ? answered(bytes, part, awaited, tools) : null;
    return by ? [by.then((text) => ({ span: part.span, by: text }))] : [];
  });
  return replacements.length === 0 ? null : Promise.all(replacements).then((all) => replaceSpans(bytes, all));
}

function answered(bytes: Buffer, answer: Answer, awaited: AwaitedById, tools: ToolCatalogue): Promise<string> | null {
  const asked = awaited.get(answer.id.key);
  if (!asked) return null;
  awaited.delete(answer.id.key);
  if (asked.method === "tools/list" && answer.result) tools.note(parse(bytes, answer.result));
  return asked.call?.answered(bytes, answer) ?? null;
}
