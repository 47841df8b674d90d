// What Detour has brought about: the env file, the steps of the last decision, the programs.

import { byId, el, icon, redraw } from "./dom.js";
import { at, millis, since } from "./format.js";
import { table } from "./tables.js";

const STEP_TONE = { done: "up", failed: "down", pending: "act", running: "act", skipped: "none" };

export function showEffect(group) {
  const data = { decision: group.decision, effect: group.effect, active: group.active, target: group.target, epoch: group.epoch };
  redraw(byId("effect"), data, draw);
}

function draw({ decision, effect, active, target, epoch }) {
  const parts = [file(effect && effect.envFile, active, target, epoch), steps(decision), programs(effect ? effect.programs : [])];
  return parts.some(Boolean) ? parts : el("p", { class: "quiet" }, "This group decides but changes nothing.");
}

function file(envFile, active, target, epoch) {
  if (!envFile) return null;
  const missing = !envFile.modified;
  return el("dl", { class: "facts-list" },
    el("dt", {}, "Env file"), el("dd", { class: "path" }, envFile.path),
    el("dt", {}, "Wanted"), el("dd", {}, active ? `${active}, ${target} (epoch ${epoch})` : "nothing yet"),
    el("dt", {}, "Actual"),
    el("dd", {}, el("span", { class: "with-icon" },
      icon(envFile.matches ? "up" : "down"),
      envFile.matches ? "the same" : missing ? "there is no such file" : "something else"),
    missing ? "" : el("span", { class: "quiet" }, " written ", at(envFile.modified))));
}

function steps(decision) {
  if (!decision || !decision.steps || decision.steps.length === 0) return null;
  return el("ol", { class: "plain steps" }, decision.steps.map((step) => el("li", {},
    icon(STEP_TONE[step.result] || "unknown"),
    el("span", { class: "step" }, step.step),
    el("span", {}, step.result),
    el("span", { class: "quiet" }, step.result === "pending" || step.result === "skipped" ? "" : millis(step.millis),
      step.attempts > 1 ? `, ${step.attempts} attempts` : ""),
    step.text ? el("span", { class: "verbatim" }, step.text) : "")));
}

function programs(all) {
  if (all.length === 0) return null;
  return table(["Program", "State", "Pid", "Runs for"], all.map((p) => [
    p.name,
    el("span", { class: "with-icon" }, icon(p.state === "RUNNING" ? "up" : p.state === "STARTING" ? "act" : "down"), p.state),
    p.pid === null || p.pid === undefined ? "–" : String(p.pid),
    p.startedAt ? since(p.startedAt) : "–"]));
}
