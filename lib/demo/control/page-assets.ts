/** Follows the visitor's colour scheme; one column on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --line: #dfe3e8; --ink: #16191d; --soft: #5a636e; --ok: #1a7f4b; --bad: #b3261e; --warn: #8a5a00; --focus: #2563eb; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0e1116; --card: #161b22; --line: #2b323c; --ink: #e8ebef; --soft: #9aa4b0; --ok: #4cc38a; --bad: #ff8a80; --warn: #e5b454; --focus: #79a8ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1180px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 8px; } h3 { font-size: .9rem; margin: 16px 0 4px; }
p { margin: 4px 0; } .soft { color: var(--soft); } a { color: var(--focus); }
.cards { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); align-items: start; margin-bottom: 16px; }
.lanes { grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; min-width: 0; }
ul { list-style: none; margin: 0; padding: 0; } li { padding: 8px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
form { display: grid; gap: 4px; margin: 0; }
button { justify-self: start; text-align: start; min-height: 36px; padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--bg); color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
button:hover { border-color: var(--focus); } :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.ok { color: var(--ok); } .bad { color: var(--bad); } .warn { color: var(--warn); } .ok, .bad, .warn { font-weight: 600; }
code { font: .85em ui-monospace, monospace; } time, .number { font-variant-numeric: tabular-nums; }
`;

/** Reads the page again every two seconds, but never under a visitor's finger or focus. */
export const PAGE_SCRIPT = `
setInterval(async () => {
  const main = document.querySelector("main");
  const isInUse = () => document.hidden || main.matches(":active") || main.contains(document.activeElement);
  if (isInUse()) return;
  const answer = await fetch("/").catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (isInUse()) return;
  main.replaceChildren(...page.querySelector("main").childNodes);
}, 2000);
`;
