import type { WorldState } from "./describe-world.ts";
import { type Html, html } from "./html.ts";

type Lane = WorldState["lanes"][number];
type Server = WorldState["servers"][number];
type Tool = WorldState["tools"][number];

/** The whole control page; it works without its script too. */
export function renderPage(state: WorldState): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lanekeeper demo: the providers' side</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script src="/script.js" defer></script>
</head>
<body>
<header>
<h1>The providers' side</h1>
<p class="soft">Three simulated providers, real MCP servers, each process of them with a real MCP client. Do something to a credential here, then watch
<a href="${state.lanekeeper_url}">Lanekeeper</a>.</p>
</header>
<main>
<div class="cards">${renderStory(state.story)}${state.servers.map(renderServer)}</div>
<div class="cards lanes">${state.lanes.map((lane) =>
    renderLane(
      lane,
      state.tools.filter((tool) => tool.lane === lane.name),
    ),
  )}</div>
</main>
</body>
</html>
`.markup;
}

function renderButton(action: string, label: string, says: string): Html {
  return html`<li><form method="post" action="${action}"><button>${label}</button><span class="soft">${says}</span></form></li>`;
}

function renderStory(story: WorldState["story"]): Html {
  if (!story)
    return html`<section><h2>Story</h2><p class="soft">No script is playing: only you and the clocks act.</p></section>`;
  const toggle = story.running
    ? renderButton("/story/pause", "Pause the story", "Nothing happens by itself any more, but clocks go on.")
    : renderButton("/story/resume", "Go on with the story", "It goes on where it stood.");
  return html`<section><h2>Story</h2>
<p>${story.next ? html`In <span class="number">${story.next.in_s} s</span>: ${story.next.says}` : ""}</p>
<ul>${toggle}${story.told.map(({ at, says }) => html`<li><time datetime="${at}">${at.slice(11, 19)}</time> ${says}</li>`)}</ul></section>`;
}

function renderServer(server: Server): Html {
  const toggle =
    server.status === "killed"
      ? renderButton(`/servers/${server.name}/start`, "Start", "It comes back as a new replica, with the control it had.")
      : renderButton(
          `/servers/${server.name}/kill`,
          "Kill",
          "It dies without a goodbye and stays down. After three missed heartbeats Lanekeeper counts it out; its clocks go on.",
        );
  return html`<section><h2>${server.name} <span class="soft">over ${server.transport}</span></h2>
<p>${renderStatus(server.status, server.status === "running")} · process ${server.pid ?? "none"} · started ${server.starts}×</p>
<ul>${toggle}</ul></section>`;
}

function renderLane(lane: Lane, tools: readonly Tool[]): Html {
  const actions = lane.actions.map(({ name, label, says }) => renderButton(`/lanes/${lane.name}/${name}`, label, says));
  return html`<section><h2>${lane.name} <span class="soft">${lane.provider}</span></h2>
<ul>${lane.credentials.map(renderCredential)}</ul>
<h3>What the client got last</h3>
<ul>${tools.map(renderTool)}</ul>
<h3>Do something to it</h3>
<ul>${actions}</ul></section>`;
}

function renderCredential(credential: Lane["credentials"][number]): Html {
  const ends = credential.expires_at
    ? html` · ends <time datetime="${credential.expires_at}">${credential.expires_at.slice(11, 19)}</time> UTC`
    : "";
  const troubles = credential.troubles.map((trouble) => html`<span class="warn">${trouble}</span>`);
  return html`<li>Version ${credential.version}${credential.in_use ? ", in use" : ""}: ${renderStatus(credential.status, credential.status === "alive")}
${ends} ${troubles}<br><code class="soft">${credential.scopes.join(" ") || "no scope"}</code></li>`;
}

function renderTool({ tool, calls, last }: Tool): Html {
  if (!last) return html`<li><code>${tool}</code> <span class="soft">not called yet</span></li>`;
  const result = renderStatus(last.ok ? "ok" : (last.code ?? "error"), last.ok);
  return html`<li><code>${tool}</code> ${result} <span class="soft">${last.text} (call <span class="number">${calls}</span>)</span></li>`;
}

function renderStatus(word: string, good: boolean): Html {
  return html`<span class="${good ? "ok" : "bad"}">${word}</span>`;
}
