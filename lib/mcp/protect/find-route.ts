import type { Route } from "../../contract/primitives.ts";

const EXPRESSION = /\{[^{}]*\}/;

/** The route that names what is asked for: word for word, else by the template of a resource whose fixed part is the longest. */
export function findRoute(routes: readonly Route[], asked: string): Route | undefined {
  const exact = routes.find(({ tool }) => tool === asked);
  if (exact || !asked.startsWith("resource:")) return exact;
  const matching = routes.filter(({ tool }) => fits(tool, asked));
  return matching.reduce<Route | undefined>(
    (best, one) => (best && fixedLength(best) >= fixedLength(one) ? best : one),
    undefined,
  );
}

/** Length of what a route spells out. */
export const fixedLength = ({ tool }: Route): number => fixedParts(tool).join("").length;

const fixedParts = (template: string): string[] => template.split(EXPRESSION);

/** Wider than the template itself: what a server may take for its resource must not slip past the gate. */
function fits(template: string, asked: string): boolean {
  const [head = "", ...parts] = fixedParts(template);
  const tail = parts.pop();
  if (tail === undefined || !asked.startsWith(head)) return false;
  let from = head.length;
  for (const part of parts) {
    const at = asked.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return asked.length - tail.length >= from && asked.endsWith(tail);
}
