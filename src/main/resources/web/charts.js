// The last 60 probes of a region on one axis: how long they took above, how they ended below.

import { svg } from "./dom.js";
import { millis as shown, times } from "./format.js";

const SLOTS = 60;
const STEP = 4;
const SPARK_TOP = 2;
const SPARK_FLOOR = 26;
const TICK = { U: [33, 11], D: [29, 15], "?": [40, 4] };
const NAMES = { U: "up", D: "down", "?": "no evidence" };

export function makeChart() {
  return svg("svg", { class: "chart", viewBox: `0 0 ${SLOTS * STEP - 1} 44`, preserveAspectRatio: "none", role: "img" },
    svg("path", { class: "spark-fill" }),
    svg("path", { class: "spark" }),
    svg("path", { class: "tick none" }),
    svg("path", { class: "tick up" }),
    svg("path", { class: "tick down" }),
    svg("path", { class: "tick unknown" }));
}

export function updateChart(chart, ticks, latencies) {
  const key = `${ticks}|${latencies.join()}`;
  if (chart.dataset.shown === key) return;
  chart.dataset.shown = key;
  const [fill, spark, none, up, down, unknown] = chart.children;
  const first = SLOTS - ticks.length;
  const bars = { U: "", D: "", "?": "" };
  [...ticks].forEach((outcome, i) => { bars[outcome] += bar(first + i, ...TICK[outcome]); });
  up.setAttribute("d", bars.U);
  down.setAttribute("d", bars.D);
  unknown.setAttribute("d", bars["?"]);
  none.setAttribute("d", Array.from({ length: first }, (_, i) => bar(i, 42, 1.5)).join(""));
  const [line, area] = sparkline(ticks, latencies);
  spark.setAttribute("d", line);
  fill.setAttribute("d", area);
  chart.setAttribute("aria-label", words(ticks, latencies));
}

const bar = (slot, top, height) => `M${slot * STEP} ${top}h3v${height}h-3z`;

// Only probes that ended UP have a latency worth the name; where others were, the line is broken.
function sparkline(ticks, latencies) {
  const first = SLOTS - ticks.length;
  const shift = ticks.length - latencies.length;
  const good = latencies.map((ms, i) => (ticks[i + shift] === "U" ? ms : null));
  const most = Math.max(1, ...good.filter((ms) => ms !== null)) * 1.15;
  let line = "";
  let area = "";
  let run = [];
  const close = () => {
    if (run.length === 1) line += `M${run[0][0] - 1} ${run[0][1]}h2`;
    if (run.length > 1) {
      const points = run.map(([x, y]) => `${x} ${y}`).join("L");
      line += `M${points}`;
      area += `M${run[0][0]} ${SPARK_FLOOR}L${points}V${SPARK_FLOOR}z`;
    }
    run = [];
  };
  good.forEach((ms, i) => {
    if (ms === null) close();
    else run.push([(first + shift + i) * STEP + 1.5, +(SPARK_FLOOR - (ms / most) * (SPARK_FLOOR - SPARK_TOP)).toFixed(1)]);
  });
  close();
  return [line, area];
}

function words(ticks, latencies) {
  if (!ticks) return "No probe yet.";
  const counts = ["U", "D", "?"]
    .map((outcome) => [outcome, [...ticks].filter((t) => t === outcome).length])
    .filter(([, n]) => n)
    .map(([outcome, n]) => `${n} ${NAMES[outcome]}`);
  const newest = latencies.at(-1);
  return `Last ${times(ticks.length, "probe")}: ${counts.join(", ")}`
    + (newest === undefined || newest === null ? "." : `; the newest took ${shown(newest)}.`);
}
