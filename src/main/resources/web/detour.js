// The page: keeps what the server said last, and shows it.

import { deeds, prepareActions, showActions } from "./actions.js";
import { groupPath, read } from "./api.js";
import { prepareDemo } from "./demo.js";
import { field } from "./dialog.js";
import { byId, el, mark, redraw, say } from "./dom.js";
import { showEffect } from "./effect.js";
import { addEvent, loadEvents, prepareEvents } from "./events.js";
import { clock, countAll, now, setClock, span } from "./format.js";
import { showGateway } from "./gateway.js";
import { showGroups, showProblems, showVerdict, worst } from "./group.js";
import { listen } from "./live.js";
import { learnLatencies, showRegions } from "./regions.js";
import { showPolled } from "./tables.js";
import { keep, takeFromAddress } from "./token.js";
import { showWhy } from "./why.js";

const EXPLAIN_EVERY = 1000;
const QUIET = 5000;

const world = { status: null, chosen: null, explained: null, loaded: null, heardAt: null, lost: null };

const groups = () => world.status.groups;
const group = () => groups().find((g) => g.name === world.chosen) || worst(groups());

function show() {
  if (!world.status) return;
  byId("app").hidden = groups().length === 0;
  showProblems(world.status);
  say(byId("about"), `Detour ${world.status.version}, running for ${span(world.status.uptimeSeconds * 1000)}`);
  if (groups().length === 0) return;
  const current = group();
  const explained = world.explained && world.explained.group === current.name ? world.explained : null;
  showGroups(groups(), current, choose);
  world.headline = showVerdict(current, groups().length > 1);
  showActions(current);
  showRegions(current, explained, deeds);
  showWhy(current, explained);
  showEffect(current);
  showPolled(current);
  showConnection();
  if (world.loaded !== current.name) load(current.name);
  explainSoon();
}

// Many regions may have news at once; they are drawn once.
let drawing = false;

function showSoon() {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    show();
  }, 50);
}

function choose(name) {
  world.chosen = name;
  show();
}

// What is asked once for a group: its past.
async function load(name) {
  world.loaded = name;
  try {
    await Promise.all([loadLatencies(name), loadEvents(name)]);
    show();
  } catch {
    world.loaded = null;
  }
}

async function loadLatencies(name) {
  const latency = await read(groupPath(name, "/latency"));
  learnLatencies(name, latency.millis);
}

let explaining = null;

function explainSoon() {
  if (explaining) return;
  explaining = setTimeout(() => { explaining = null; }, EXPLAIN_EVERY);
  const name = group().name;
  read(groupPath(name, "/explain")).then((explained) => {
    world.explained = explained;
    const current = group();
    if (current.name !== name) return;
    showRegions(current, explained, deeds);
    showWhy(current, explained);
  }).catch(() => { /* The next status says whether the server is there. */ });
}

function showConnection() {
  const live = byId("live");
  const stale = world.lost !== null;
  mark(live, "data-live", stale ? "no" : world.status ? "yes" : "starting");
  document.body.classList.toggle("is-stale", stale && world.status !== null);
  const age = world.heardAt ? now() - world.heardAt : 0;
  say(live, stale ? "Not connected" : !world.status ? "Connecting" : age < QUIET ? "Live" : `Live, ${span(age)} ago`);
  const banner = byId("stale");
  banner.hidden = !stale;
  // The words are read out once, the age beside them is not, however it grows.
  redraw(byId("stale-words"), stale ? [world.heardAt] : [], ([heardAt]) => (!stale ? "" : heardAt
    ? [el("strong", {}, "Stale."), ` Detour does not answer. This is how things were at ${clock(new Date(heardAt).toISOString())},`]
    : "Detour does not answer; trying again."));
  say(byId("stale-age"), stale && world.heardAt ? `${span(now() - world.heardAt)} ago.` : "");
  document.title = `${stale ? "Stale: " : ""}${world.headline || "Detour"}`;
}

const heard = {
  status(status) {
    setClock(status.now);
    world.status = status;
    world.heardAt = now();
    showGateway(status.gateway || []);
    const first = byId("first");
    if (first) first.remove();
    show();
  },
  connected() {
    // What was probed meanwhile no news will tell.
    if (world.lost && world.loaded) loadLatencies(world.loaded).then(show, () => { world.loaded = null; });
    world.lost = null;
    show();
    showConnection();
  },
  word() {
    world.heardAt = now();
  },
  group(news) {
    const all = groups();
    const place = all.findIndex((g) => g.name === news.name);
    if (place < 0) all.push(news);
    else all[place] = news;
    showSoon();
  },
  entry: addEvent,
  lost(failure) {
    world.lost = failure;
    showConnection();
  },
  token(failure) {
    askForToken(failure);
  },
};

// In place of everything else: without the token nothing may be read.
function askForToken(failure) {
  const secret = field("Token", el("input", { type: "password", name: "token", autocomplete: "off", required: true }));
  const form = el("form", { id: "first", class: "token", onsubmit: (event) => {
    event.preventDefault();
    keep(secret.input.value);
    listen(heard);
  } },
  el("h1", {}, "This Detour asks for its token"),
  el("p", { class: "quiet" }, "It is detour.http.token of its configuration, or stands in the file data/token."),
  secret.node,
  failure.status === 403 ? el("p", { class: "bad", role: "alert" }, "This is not the token.") : "",
  el("p", { class: "buttons" }, el("button", { type: "submit", class: "strong" }, "Show")));
  const old = byId("first");
  if (old) old.replaceWith(form);
  else byId("content").prepend(form);
  byId("app").hidden = true;
  secret.input.focus();
}

takeFromAddress();
addEventListener("hashchange", () => { takeFromAddress(); });
prepareEvents();
prepareActions(group);
const demo = byId("first") && byId("first").dataset.demo === "yes";
prepareDemo(demo, show);
setInterval(() => {
  // Nobody knows how long it still was so, once nobody says so.
  if (!world.lost) countAll();
  showConnection();
}, 1000);
listen(heard);
