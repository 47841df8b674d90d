// The head of the page: the verdict of the group one looks at, and the way to the others.

import { byId, el, icon, keyed, mark, redraw, say } from "./dom.js";
import { capital, since } from "./format.js";

const TONES = { steady: "up", outage: "down", acting: "act", verifying: "act", holding: "hold", starting: "unknown" };
const ORDER = ["down", "warn", "hold", "act", "unknown", "up"];

// An outage stays red while it is held, and an active region that begins to fail is not green any more.
export function tone(group) {
  const active = group.regions.find((r) => r.name === group.active);
  const failing = active && (active.health !== "UP" || (active.streak && active.streak.outcome === "DOWN"));
  if (group.state === "holding" && active && active.health === "DOWN") return "down";
  if (group.state === "steady" && failing) return "warn";
  return TONES[group.state] || "unknown";
}

export const worst = (groups) =>
  [...groups].sort((a, b) => ORDER.indexOf(tone(a)) - ORDER.indexOf(tone(b)))[0];

export function showGroups(groups, current, choose) {
  const nav = byId("groups");
  nav.hidden = groups.length < 2;
  if (nav.hidden) return;
  keyed(nav, groups, (g) => g.name,
    (g) => el("button", { type: "button", onclick: () => choose(g.name) }, el("span", {})),
    (button, g) => {
      mark(button, "aria-current", g.name === current.name ? "true" : null);
      redraw(button, [g.name, g.state, tone(g)], () => [icon(tone(g)), el("span", {}, g.name), el("span", { class: "away" }, `, ${g.state}`)]);
    });
}

export function showVerdict(group, several) {
  document.body.dataset.tone = tone(group);
  redraw(byId("state"), [group.state, group.name, tone(group)], () => [icon(tone(group)), el("strong", {}, capital(group.state)), el("span", { class: "quiet" }, group.name)]);
  say(byId("verdict"), group.verdict);
  redraw(byId("facts"), facts(group), (all) => all.map(([name, value, from]) =>
    el("span", {}, name, " ", el("b", {}, value, from ? since(from) : ""))));
  return several ? `${group.name}: ${group.verdict}` : group.verdict;
}

function facts(group) {
  const all = [["mode", group.mode], ["epoch", String(group.epoch)]];
  if (group.active) all.push(["active", `${group.active} for `, group.since]);
  if (group.decision && group.decision.trigger !== "start") all.push(["verified", group.verified ? "yes" : "no"]);
  if (group.paused) all.push(["paused", `by ${group.paused.by}: ${group.paused.reason}`]);
  if (group.pinned) all.push(["pinned", `to ${group.pinned.region} by ${group.pinned.by}: ${group.pinned.reason}`]);
  return all;
}

export function showProblems(status) {
  const problems = [...(status.problems || [])];
  const reload = status.reload;
  if (reload && reload.failed) problems.push(`The new configuration was refused. ${[reload.file, reload.line, ` ${reload.reason}`].filter(Boolean).join(":")}`);
  const list = byId("problems");
  list.hidden = problems.length === 0;
  redraw(list, problems, (all) => all.map((problem) => el("li", { class: "with-icon" }, icon("warn"), el("span", {}, problem))));
}
