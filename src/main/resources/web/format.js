// Times, spans and counts for people. Units are said; nothing rounds a moment away.

import { el } from "./dom.js";

let offset = 0;

// What the server's clock says: its moments are shown against its own now, whatever this device's clock says.
export const setClock = (iso) => { offset = Date.parse(iso) - Date.now(); };
export const now = () => Date.now() + offset;

export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 10 && seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours < 10 && minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 10 && hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

export const seconds = (value) => (value < 10 && value % 1 ? `${value.toFixed(1)} s` : span(value * 1000));

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

// 14:02:11 today, else with its day.
export function clock(iso) {
  const at = new Date(iso);
  const today = new Date(now()).toDateString() === at.toDateString();
  return today ? CLOCK.format(at) : `${DAY.format(at)} ${CLOCK.format(at)}`;
}

export const at = (iso) => el("time", { datetime: iso, title: iso }, clock(iso));

// A span that counts by itself: since a moment, or until one.
export function since(iso) {
  const node = el("time", { datetime: iso, title: iso, "data-count": "since" });
  count(node);
  return node;
}

export function until(iso) {
  const node = el("time", { datetime: iso, title: iso, "data-count": "until" });
  count(node);
  return node;
}

function count(node) {
  const moment = Date.parse(node.dateTime);
  const words = span(node.dataset.count === "since" ? now() - moment : moment - now());
  if (node.textContent !== words) node.textContent = words;
}

export const countAll = () => document.querySelectorAll("time[data-count]").forEach(count);

export const millis = (value) =>
  value === null || value === undefined ? "–"
    : value >= 10000 ? `${(value / 1000).toFixed(0)} s`
    : value >= 1000 ? `${(value / 1000).toFixed(1)} s`
    : value >= 10 ? `${Math.round(value)} ms`
    : `${value.toFixed(1)} ms`;

export const times = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

export const sentence = (words) => {
  const whole = capital(String(words).trim());
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
};
