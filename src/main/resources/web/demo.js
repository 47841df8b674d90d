// The demo's own buttons: break a region, mend it. Only a demo says that it is one.

import { post, read } from "./api.js";
import { byId, el, say } from "./dom.js";

let broken = null;
let changed = () => {};

export async function prepareDemo(isDemo, whenChanged) {
  changed = whenChanged;
  if (!isDemo) return;
  ({ broken } = await read("api/v1/demo"));
  changed();
}

async function direct(region) {
  try {
    ({ broken } = await post(`api/v1/demo/${encodeURIComponent(region)}/${broken[region] ? "mend" : "break"}`, {}));
    say(byId("said"), broken[region] ? `${region} goes dark.` : `${region} is back.`);
    changed();
  } catch (failure) {
    say(byId("said"), failure.wantsToken ? "Use the link that the demo printed: it carries the token." : "The demo did not answer.");
  }
}

export const breakButton = {
  state: (region) => (broken ? broken[region] : null),
  make: (region) => (broken && region in broken
    ? el("button", { type: "button", class: "demo", onclick: () => direct(region), "aria-label": `${broken[region] ? "Mend" : "Break"} ${region}` },
      broken[region] ? "Mend" : "Break")
    : ""),
};
