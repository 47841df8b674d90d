// The JSON API. The token travels in a header, never in an address.

import { forget, token } from "./token.js";

const PATIENCE = 10_000;

export class Refused extends Error {
  constructor(status, error, hint) {
    super(error);
    this.status = status;
    this.hint = hint || "";
  }

  get wantsToken() {
    return this.status === 401 || this.status === 403;
  }
}

export function headers(more = {}) {
  const secret = token();
  return secret ? { ...more, Authorization: `Bearer ${secret}` } : more;
}

export async function refusal(answer) {
  const said = await answer.json().catch(() => ({}));
  // A token that is wrong would lock us out of what may be read without one.
  if (answer.status === 403 && token()) forget();
  return new Refused(answer.status, said.error || `the server answered ${answer.status}`, said.hint);
}

async function call(path, options, patience = PATIENCE) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(patience), ...options });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

export const read = (path, patience) => call(path, { headers: headers() }, patience);

export const post = (path, body, by) =>
  call(path, {
    method: "POST",
    headers: headers({ "Content-Type": "application/json", ...(by ? { "X-Detour-By": by } : {}) }),
    body: JSON.stringify(body),
  });

export const groupPath = (name, more = "") => `api/v1/groups/${encodeURIComponent(name)}${more}`;
