// Why the group does what it does: what it would do now and when, what holds it, and what if another region died.

import { byId, el, icon, redraw } from "./dom.js";
import { seconds, sentence, times, until } from "./format.js";
import { table } from "./tables.js";

const FEW = 4;

export function showWhy(group, explained) {
  if (!explained) return;
  const active = group.regions.find((r) => r.name === group.active);
  const distance = explained.regions.find((r) => r.name === group.active);
  const data = { explained, active: group.active, failing: Boolean(active && active.streak && active.streak.outcome === "DOWN"),
    health: active ? active.health : null, distance, ready: group.failoverReady, proposal: group.proposal };
  redraw(byId("why"), data, draw);
}

function draw(data) {
  return [
    el("p", { class: "next" }, next(data)),
    ready(data.ready, data.explained.gates.filter((gate) => gate.holds)),
    gates(data.explained.gates.filter((gate) => gate.holds)),
    whatIf(data.explained.whatIf),
    others(data.explained.regions.filter((r) => r.name !== data.active && !r.eligible)),
  ];
}

// The time to action, in one sentence.
function next({ explained, active, failing, health, distance, proposal }) {
  if (proposal) return `Waits for a yes: epoch ${proposal.epoch} would switch to ${proposal.to}.`;
  if (explained.wouldDo === "switch") return `Switches to ${explained.to} now.`;
  if (explained.wouldDo === "hold") return explained.to ? `Would switch to ${explained.to}, but holds.` : "Would switch, but holds.";
  if (failing && health !== "DOWN" && distance) {
    const more = distance.failuresToDown > 0 ? `after ${times(distance.failuresToDown, "more failure")}, ` : "";
    return `${active} fails. If it goes on, it is DOWN ${more}in ${seconds(distance.secondsToDown)}.`;
  }
  if (active && distance && distance.failuresToDown > 0) {
    return `Nothing to do. ${active} would have to fail ${times(distance.failuresToDown, "time")} over ${seconds(distance.secondsToDown)}.`;
  }
  return "Nothing to do.";
}

function ready(state, held) {
  if (!state) return null;
  // What holds is shown below with its time; said once is enough. Being ready allows for the cooldown, and nothing else.
  const more = state.reasons.filter((reason) => !held.some((gate) => reason.startsWith(`${gate.gate}:`)));
  return el("p", { class: "with-icon" }, icon(state.ready ? "up" : "hold"),
    el("span", {}, state.ready ? `A failover could happen ${held.length > 0 ? "once the cooldown is over" : "now"}.`
      : more.length ? `No failover could happen now: ${sentence(more.join("; "))}` : "No failover could happen now."));
}

function gates(held) {
  if (held.length === 0) return el("p", { class: "quiet" }, "No gate holds.");
  return el("ul", { class: "plain gates" }, held.map((gate) => el("li", {},
    icon("hold"),
    el("strong", {}, gate.gate),
    el("span", {}, gate.until ? gate.text.replace(/,? [^,]* left$/, "") : gate.text),
    gate.until ? el("span", { class: "quiet" }, until(gate.until), " left") : "")));
}

function whatIf(all) {
  if (all.length === 0) return null;
  // Many regions with the same answer are one row.
  const alike = new Map();
  for (const { down, then } of all) alike.set(then, [...(alike.get(then) || []), down]);
  const rows = [...alike].map(([then, down]) =>
    [down.length > FEW ? `any of ${down.length} ${alike.size > 1 ? "others" : "regions"}` : down.join(", "), then]);
  return table(["If this died now", "Detour would"], rows);
}

function others(all) {
  if (all.length === 0) return null;
  return el("details", {},
    el("summary", {}, `${times(all.length, "region")} could not be chosen`),
    el("ul", { class: "plain reasons" }, all.map((r) => el("li", {}, el("strong", {}, r.name), " ", r.why))));
}
