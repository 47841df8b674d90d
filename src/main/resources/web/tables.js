// Plain tables, for what has rows and columns.

import { byId, el, icon, redraw } from "./dom.js";
import { since } from "./format.js";

export function table(heads, rows) {
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": heads.join(", ") },
    el("table", {},
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))))));
}

// Who read /metric last, and how many replicas that meant to them.
export function showPolled(group) {
  const polled = group.polled || [];
  byId("polled").hidden = polled.length === 0;
  redraw(byId("polled-body"), polled, (all) =>
    table(["Metric", "By", "Answered", "Replicas", "Ago"],
      all.map((p) => [p.metric, p.by, String(p.value), p.replicas === null || p.replicas === undefined ? "–" : String(p.replicas), since(p.at)])));
}
