// What happened, newest first: filtered here, exported as JSON.

import { groupPath, read } from "./api.js";
import { byId, el, icon, keyed, say } from "./dom.js";
import { at } from "./format.js";

const MOST = 500;
const PAGE = 50;
const STRETCH = 20;

const KINDS = {
  all: ["Everything", () => true],
  decisions: ["Decisions", (e) => /^(decision|approval|superseded|verified|verify-failed)$/.test(e.event)],
  regions: ["Regions", (e) => e.event.startsWith("region-") || e.event.startsWith("isolated")],
  steps: ["Steps", (e) => e.event.startsWith("step-")],
  holds: ["Holds", (e) => e.event.startsWith("hold")],
  operators: ["Operators", (e) => e.event === "operator" || (e.by && e.by !== "detour")],
};

const TONES = [
  [/^(region-down|step-failed|verify-failed|reload-failed)$/, "down"],
  [/^(region-up|verified|step-done|hold-ended|isolated-end|reload)$/, "up"],
  [/^(hold|isolated|superseded)$/, "hold"],
  [/^(decision|operator|approval|step-started)$/, "act"],
];

const tone = (event) => (TONES.find(([pattern]) => pattern.test(event)) || [null, "unknown"])[1];

// Where what was known of every region says more than the event itself.
const TELLING = /^(decision|hold|verify-failed|approval|superseded|isolated)$/;

let group = null;
let entries = [];
let mayBeMore = false;
let visibleUpTo = STRETCH;

export function prepareEvents() {
  byId("event-kind").append(...Object.entries(KINDS).map(([value, [words]]) => el("option", { value }, words)));
  byId("event-kind").addEventListener("change", show);
  byId("event-text").addEventListener("input", show);
  byId("event-export").addEventListener("click", exportShown);
  byId("events-older").addEventListener("click", older);
}

export async function loadEvents(name) {
  // At once, so that what happens meanwhile is not missed.
  group = name;
  entries = [];
  visibleUpTo = STRETCH;
  const known = await read(groupPath(name, `/history?limit=${PAGE}`));
  if (name !== group) return;
  mayBeMore = known.length === PAGE;
  merge(known);
}

export function addEvent(entry) {
  if (entry.group === group) merge([entry]);
}

async function older() {
  visibleUpTo += STRETCH;
  if (shown().length >= visibleUpTo || !mayBeMore) return show();
  const name = group;
  const before = entries.at(-1).seq;
  const more = await read(groupPath(name, `/history?limit=${PAGE}&before=${before}`));
  if (name !== group) return null;
  mayBeMore = more.length === PAGE;
  return merge(more);
}

function merge(more) {
  const all = new Map([...entries, ...more].map((entry) => [entry.seq, entry]));
  entries = [...all.values()].sort((a, b) => b.seq - a.seq).slice(0, MOST);
  show();
}

function shown() {
  const fits = KINDS[byId("event-kind").value][1];
  const wanted = byId("event-text").value.trim().toLowerCase();
  return entries.filter((e) => fits(e)
    && (!wanted || [e.event, e.region, e.by, e.reason, `epoch ${e.epoch}`].join(" ").toLowerCase().includes(wanted)));
}

function show() {
  const visible = shown();
  keyed(byId("events"), visible.slice(0, visibleUpTo), (e) => `${e.group}/${e.seq}`, row);
  byId("events-none").hidden = visible.length > 0;
  say(byId("events-none"), entries.length ? "No event fits the filter." : "Nothing happened yet.");
  byId("events-older").hidden = visible.length <= visibleUpTo && (!mayBeMore || entries.length >= MOST);
  byId("event-export").disabled = visible.length === 0;
}

function row(e) {
  const evidence = TELLING.test(e.event) ? Object.entries(e.evidence || {}) : [];
  return el("li", {},
    at(e.at),
    el("p", { class: "what" }, icon(tone(e.event)), el("strong", {}, e.event), e.region ? el("span", {}, e.region) : "",
      el("span", { class: "quiet" }, [e.epoch ? `epoch ${e.epoch}` : "", e.by && e.by !== "detour" ? `by ${e.by}` : ""].filter(Boolean).join(", "))),
    e.reason ? el("p", { class: "reason" }, e.reason) : "",
    evidence.length ? el("details", {}, el("summary", {}, "Evidence"),
      el("ul", { class: "plain" }, evidence.map(([region, words]) => el("li", {}, el("strong", {}, region), " ", words)))) : "");
}

function exportShown() {
  const blob = new Blob([JSON.stringify(shown(), null, 2)], { type: "application/json" });
  const link = el("a", { href: URL.createObjectURL(blob), download: `detour-${group}-events.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
