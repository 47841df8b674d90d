// The token: comes once in the fragment of a link (#token=…), which no server ever sees; leaves the address bar at once;
// is kept for this tab only.

const KEY = "detour.token";

export function takeFromAddress() {
  const found = /(?:^#|&)token=([^&]*)/.exec(location.hash);
  if (!found) return;
  keep(decodeURIComponent(found[1]));
  history.replaceState(null, "", location.pathname + location.search);
}

export const token = () => sessionStorage.getItem(KEY) || "";

export function keep(value) {
  const clean = value.trim();
  if (clean) sessionStorage.setItem(KEY, clean);
  else sessionStorage.removeItem(KEY);
}

export const forget = () => sessionStorage.removeItem(KEY);
