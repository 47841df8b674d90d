// A card per region; with many regions a row.

import { byId, el, icon, keyed, mark, redraw, say } from "./dom.js";
import { at, millis, seconds, since, times } from "./format.js";
import { makeChart, updateChart } from "./charts.js";

const CARDS_UP_TO = 9;
const FEW_DAYS = 21;
const TONE = { UP: "up", DOWN: "down", UNKNOWN: "unknown" };

// What each region's newest probes took; the server says it once, then every news adds to it.
const latencies = new Map();

export function learnLatencies(group, all) {
  for (const [region, known] of Object.entries(all)) {
    latencies.set(`${group}/${region}`, { at: null, millis: [...known] });
  }
}

function note(group, region) {
  const key = `${group}/${region.name}`;
  const known = latencies.get(key) || { at: null, millis: [] };
  if (region.last && known.at !== region.last.at) {
    // The first news may be what the server's list ends with.
    if (known.at !== null || known.millis.length === 0) known.millis.push(region.last.millis);
    known.at = region.last.at;
    known.millis = known.millis.slice(-60);
  }
  latencies.set(key, known);
  return known.millis.slice(-(region.ticks || "").length || undefined);
}

export function showRegions(group, explained, deeds) {
  const list = byId("regions");
  const dense = group.regions.length > CARDS_UP_TO;
  list.classList.toggle("dense", dense);
  const distances = new Map((explained ? explained.regions : []).map((r) => [r.name, r]));
  keyed(list, dense ? troubledFirst(group) : group.regions, (r) => `${group.name}/${r.name}`, make,
    (item, region) => update(item, group, region, distances.get(region.name), deeds));
  say(byId("tally"), tally(group.regions));
}

// Among many, those that one looks for: the active one, then what is not well. Else the list's own order, best first.
function troubledFirst(group) {
  const rank = (r) => (r.name === group.active ? 0 : r.health === "DOWN" ? 1 : r.health === "UNKNOWN" ? 2 : 3);
  return [...group.regions].sort((a, b) => rank(a) - rank(b));
}

function tally(regions) {
  return ["UP", "DOWN", "UNKNOWN"]
    .map((health) => [health, regions.filter((r) => r.health === health).length])
    .filter(([, n]) => n)
    .map(([health, n]) => `${n} ${health}`)
    .join(" · ");
}

function make() {
  return el("li", { class: "region" },
    el("h3", {}, el("span", { class: "name" }), el("span", { class: "tags" })),
    el("p", { class: "health" }),
    el("p", { class: "target quiet" }),
    makeChart(),
    el("dl", { class: "latency" },
      el("dt", {}, "p50"), el("dd", {}), el("dt", {}, "p95"), el("dd", {})),
    el("div", { class: "progress" }),
    el("p", { class: "error" }),
    el("p", { class: "certificate" }),
    el("p", { class: "buttons" }));
}

const part = (item, name) => item.querySelector(`.${name}`);

function update(item, group, region, distance, deeds) {
  const active = region.name === group.active;
  mark(item, "data-health", region.health);
  mark(item, "data-active", active);
  say(part(item, "name"), region.name);
  redraw(part(item, "tags"), tags(group, region, active), (words) => words.map((word) => el("span", { class: "tag" }, word)));
  redraw(part(item, "health"), [region.health, region.since], ([health, from]) => [
    icon(TONE[health]), el("strong", {}, health), from ? el("span", { class: "quiet" }, "for ", since(from)) : ""]);
  say(part(item, "target"), region.target);
  updateChart(part(item, "chart"), region.ticks || "", note(group.name, region));
  const [p50, p95] = item.querySelectorAll("dd");
  say(p50, millis(region.latency.p50));
  say(p95, millis(region.latency.p95));
  redraw(part(item, "progress"), progress(region, distance), drawProgress);
  redraw(part(item, "error"), failure(region), (f) => (f ? [el("q", {}, f.text), " ", el("span", { class: "quiet" }, f.where, at(f.at))] : ""));
  redraw(part(item, "certificate"), region.certificateDays, certificate);
  deeds.regionButtons(part(item, "buttons"), group, region, active);
}

function tags(group, region, active) {
  const words = [];
  if (active) words.push("active");
  if (group.pinned && group.pinned.region === region.name) words.push("pinned");
  if (region.role !== "preferred") words.push(region.role.replace("-", " "));
  return words;
}

function failure(region) {
  const last = region.last;
  if (!last || last.outcome === "UP" || !last.text) return null;
  return { text: last.text, where: last.phase ? `${last.phase}, ` : "", at: last.at };
}

// "n of m": how far a streak has come to the threshold that changes the region's health.
function progress(region, distance) {
  const streak = region.streak;
  if (!streak) return { words: region.last ? "No evidence in a row." : "Not probed yet." };
  const failing = streak.outcome === "DOWN";
  if (region.health === streak.outcome) {
    return { words: `${streak.count} ${failing ? "failed" : "good"} in a row` };
  }
  if (!distance) return { words: "" };
  const countLeft = failing ? distance.failuresToDown : distance.successesToUp;
  const timeLeft = failing ? distance.secondsToDown : distance.secondsToUp;
  return {
    to: failing ? "DOWN" : "UP",
    count: streak.count, countOf: streak.count + countLeft,
    time: streak.seconds, timeOf: streak.seconds + timeLeft,
    timed: timeLeft > 0 || region.health !== "UNKNOWN",
  };
}

function drawProgress(p) {
  if (!p.to) return p.words ? el("p", { class: "quiet" }, p.words) : "";
  const share = Math.min(p.count / Math.max(1, p.countOf), p.timed ? p.time / Math.max(0.1, p.timeOf) : 1);
  const thing = p.to === "DOWN" ? "failures" : "successes";
  const words = `${p.count} of ${p.countOf} ${thing}` + (p.timed ? `, ${seconds(p.time)} of ${seconds(p.timeOf)}` : "");
  return [
    el("p", {}, words, el("span", { class: "quiet" }, ` to ${p.to}`)),
    el("progress", { max: 1, value: share.toFixed(3), class: p.to.toLowerCase(), "aria-label": `${words} to ${p.to}` })];
}

function certificate(days) {
  if (days === null || days === undefined) return "";
  if (days < 0) return el("strong", { class: "bad" }, `Certificate expired ${times(-days, "day")} ago`);
  const words = `Certificate ${times(days, "day")}`;
  return days < FEW_DAYS ? el("strong", { class: "warn" }, words) : el("span", { class: "quiet" }, words);
}
