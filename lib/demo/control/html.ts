/** Markup that is safe to send as it stands. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly Html[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Template tag: every value is escaped unless it is markup of this tag itself. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((markup, part, index) => `${markup}${render(values[index - 1])}${part}`));
}

function render(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "object") return value.map(render).join("\n");
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
