// Making and changing elements. Text goes in as text only; nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

// Leaves a node alone that says so already: screen readers and selections stay calm.
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

// Words that are read out and go away again.
let going = 0;

export function announce(words) {
  const place = byId("said");
  clearTimeout(going);
  say(place, words);
  going = setTimeout(() => say(place, ""), 12_000);
}

export function mark(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
}

const drawn = new WeakMap();

// Draws a node's children anew, but only when what they show has changed.
export function redraw(node, data, draw) {
  const now = JSON.stringify(data);
  if (drawn.get(node) === now) return;
  drawn.set(node, now);
  node.replaceChildren(...[draw(data)].flat(2).filter(Boolean));
}

// One child for each item, kept while its key stays: focus does not get lost.
export function keyed(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
    if (update) update(child, item);
  }
  for (const gone of old.values()) gone.remove();
}

// A picture for a state; its shape differs too, for those who do not see the colour.
const SHAPES = {
  up: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z", "M4.7 8.300l2.3 2.3 4.4-4.8"],
  down: ["M8 .6L15.4 8 8 15.4.6 8z", "M5.8 5.800l4.4 4.400M10.2 5.800l-4.4 4.4"],
  unknown: ["", "M8 1.800a6.2 6.2 0 1 0 0 12.400A6.2 6.2 0 0 0 8 1.800zM6 6.300c.2-2.6 4-2.4 4 0 0 1.5-2 1.5-2 2.900M8 11.300v.4"],
  act: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z", "M4.5 8h6.300M8.3 5l3 3-3 3"],
  warn: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z", "M8 4.4v4.4M8 11.3v.2"],
  none: ["", "M5 8h6"],
  hold: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z", "M6.2 5.200v5.600M9.8 5.200v5.6"],
};

export function icon(tone) {
  const [body, line] = SHAPES[tone] || SHAPES.unknown;
  return svg("svg", { class: `icon ${tone}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    body && svg("path", { class: "icon-body", d: body }),
    svg("path", { class: "icon-line", d: line }));
}
