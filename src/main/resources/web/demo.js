// The demo's own parts: break a region, mend it, and what the application says of itself. Only a demo says that it is one.

import { post, read } from "./api.js";
import { announce, byId, el, redraw } from "./dom.js";

const EVERY = 1000;

let broken = null;
let changed = () => {};

export function prepareDemo(isDemo, whenChanged) {
  if (!isDemo) return;
  changed = whenChanged;
  byId("application").hidden = false;
  look();
}

async function look() {
  try {
    take(await read("api/v1/demo"));
  } catch {
    redraw(byId("application"), "silent", () => "The demo does not answer.");
  }
  setTimeout(look, EVERY);
}

function take(stage) {
  broken = stage.broken;
  redraw(byId("application"), stage.application, (app) => (app
    ? ["The application runs with ", el("strong", {}, app.region), " as pid ", el("strong", {}, String(app.pid)), "."]
    : "The application does not answer: it is being restarted."));
  changed();
}

async function direct(region) {
  try {
    take(await post(`api/v1/demo/${encodeURIComponent(region)}/${broken[region] ? "mend" : "break"}`, {}));
    announce(broken[region] ? `${region} goes dark.` : `${region} is back.`);
  } catch (failure) {
    announce(failure.wantsToken ? "Use the link that the demo printed: it carries the token." : "The demo did not answer.");
  }
}

export const breakButton = {
  state: (region) => (broken && region in broken ? broken[region] : null),
  make: (region) => (broken && region in broken
    ? el("button", { type: "button", class: "demo", onclick: () => direct(region), "aria-label": `${broken[region] ? "Mend" : "Break"} ${region}` },
      broken[region] ? "Mend" : "Break")
    : ""),
};
