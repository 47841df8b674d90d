// The services of the gateway and their upstreams. No event tells of them, so they are asked for while somebody looks.

import { read } from "./api.js";
import { byId, el, icon, redraw } from "./dom.js";
import { since } from "./format.js";
import { table } from "./tables.js";

const EVERY = 2000;
const BREAKER = { closed: "up", open: "down" };
const HEALTH = { UP: "up", DOWN: "down" };

const toned = (tones, value, words) => el("span", { class: "with-icon" }, icon(tones[value] || "unknown"), words);

const row = (upstream) => [
  upstream.url,
  toned(BREAKER, upstream.breaker, upstream.forced ? `${upstream.breaker}, by an operator` : upstream.breaker),
  toned(HEALTH, upstream.health, upstream.health),
  upstream.failures ? `${upstream.requests}, ${upstream.failures} failed` : String(upstream.requests),
  upstream.lastError ? [`${upstream.lastError}, `, since(upstream.lastErrorAt), " ago"] : "none",
];

let asking = null;

export function showGateway(services) {
  byId("gateway").hidden = services.length === 0;
  redraw(byId("gateway-body"), services, (all) => all.map((service) => [
    el("h3", {}, service.service),
    table(["Upstream", "Breaker", "Health", "Calls", "Last error"], service.upstreams.map(row)),
  ]));
  if (services.length > 0 && asking === null) asking = setInterval(ask, EVERY);
}

function ask() {
  if (document.hidden) return;
  read("api/v1/gateway").then(showGateway).catch(() => { /* The status says whether the server is there. */ });
}
