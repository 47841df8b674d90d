// What an operator may ask for. Each is rehearsed first, carries a reason, and is confirmed by a typed word.

import { groupPath, post } from "./api.js";
import { field, openDialog } from "./dialog.js";
import { announce, byId, el, mark, redraw } from "./dom.js";
import { sentence } from "./format.js";
import { breakButton } from "./demo.js";

const ABOUT = {
  switch: "Makes another region the active one: writes the env file, restarts the application, checks that it works.",
  pause: "No new automatic decision until it is resumed; one that is committed is finished.",
  resume: "Automatic decisions again. If the active region is DOWN by then, it may switch at once.",
  pin: "Stays on one region whatever happens to it, and goes there first if it has to.",
  unpin: "Automatic decisions may leave the region again.",
  approve: "Says yes to the decision that is proposed.",
  rearm: "Forgets the switches so far: the cooldown and the budget of switches start anew.",
  reapply: "Does the steps for the active region again: writes, restarts, checks.",
};

let current = () => null;

export const prepareActions = (group) => { current = group; };

export function showActions(group) {
  const verbs = [];
  if (group.proposal) verbs.push("approve");
  verbs.push("switch", group.paused ? "resume" : "pause", group.pinned ? "unpin" : "pin", "rearm", "reapply");
  redraw(byId("actions"), [group.name, verbs], () => verbs.map((verb) =>
    el("button", { type: "button", class: verb === "approve" ? "strong" : null, "data-verb": verb, onclick: () => ask(verb) },
      `${verb.charAt(0).toUpperCase()}${verb.slice(1)}…`)));
}

export const deeds = {
  regionButtons(place, group, region, active) {
    redraw(place, [region.name, active, breakButton.state(region.name)], () => [
      active ? "" : el("button", { type: "button", onclick: () => ask("switch", region.name), "aria-label": `Switch to ${region.name}…` }, "Switch…"),
      breakButton.make(region.name)].filter(Boolean));
    mark(place, "hidden", place.childElementCount === 0);
  },
};

function fieldsOf(verb, group, wanted) {
  const fields = [];
  if (verb === "switch" || verb === "pin") {
    const others = group.regions.filter((r) => verb === "pin" || r.name !== group.active);
    const chosen = wanted || (verb === "pin" ? group.active : (others.find((r) => r.health === "UP") || others[0] || {}).name);
    fields.push(field("Region", el("select", { name: "region" }, others.map((r) =>
      el("option", { value: r.name, selected: r.name === chosen }, `${r.name}, ${r.health}`)))));
    fields.push(field("Force", el("input", { type: "checkbox", name: "force" }), "even if it is not UP"));
  }
  if (verb === "pause" || verb === "pin") {
    fields.push(field("For", el("input", { name: "for", autocomplete: "off", placeholder: "such as 2h; empty: until told otherwise" })));
  }
  return fields;
}

function ask(verb, wanted) {
  const group = current();
  const path = groupPath(group.name, `/${verb}`);
  const body = (values, dryRun) => {
    const asked = { reason: values.reason, dryRun };
    if (values.region) asked.region = values.region;
    if (values.force) asked.force = true;
    if (values.for) asked.for = values.for;
    if (verb === "approve") asked.epoch = group.proposal.epoch;
    else asked.expectEpoch = group.epoch;
    return asked;
  };
  openDialog({
    title: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${group.name}`,
    about: verb === "approve" ? `${ABOUT.approve} ${group.proposal.to}: ${group.proposal.reason}.` : ABOUT[verb],
    fields: fieldsOf(verb, group, wanted),
    word: (values) => values.region || verb,
    dry: (values) => post(path, body(values, true), values.by),
    act: (values) => post(path, body(values, false), values.by),
    done: (answer) => announce(`Asked: ${sentence(answer.text)}`),
  });
}
