// News from the server as it happens, by server-sent events over fetch, so that the token travels in a header; and the
// truth about whether there are any.

import { headers, read, refusal, Refused } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
// The server says something at least every 15 seconds.
const LONGEST_SILENCE = 20_000;
const LOOK_EVERY = 10_000;
const LOOK_PATIENCE = 5000;

// heard: {status(whole), group(one), entry(one), word(), connected(), lost(failure), token(failure)}. Ends only for want
// of a token.
export async function listen(heard) {
  const place = { id: "" };
  let wait = FIRST_WAIT;
  for (;;) {
    try {
      heard.status(await look());
      heard.connected();
      wait = FIRST_WAIT;
      await follow(heard, place);
      heard.lost(new Error("the stream ended"));
    } catch (failure) {
      if (failure instanceof Refused && failure.wantsToken) {
        heard.token(failure);
        return;
      }
      heard.lost(failure);
    }
    await pause(wait * (0.75 + Math.random() / 2));
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }
}

const look = () => read("api/v1/status", LOOK_PATIENCE);

const pause = (millis) => new Promise((done) => { setTimeout(done, millis); });

async function follow(heard, place) {
  const end = new AbortController();
  let silence = null;
  const alive = () => {
    clearTimeout(silence);
    silence = setTimeout(() => end.abort(), LONGEST_SILENCE);
  };
  // What the stream does not tell, such as problems; and whether there is still someone at the other end.
  const looking = setInterval(() => look().then(heard.status, () => end.abort()), LOOK_EVERY);
  alive();
  try {
    const more = place.id ? { "Last-Event-ID": place.id } : {};
    const answer = await fetch("api/v1/events", { cache: "no-store", signal: end.signal, headers: headers(more) });
    if (!answer.ok) throw await refusal(answer);
    const words = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await words.read();
      if (done) return;
      alive();
      heard.word();
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      events.forEach((event) => take(event, heard, place));
    }
  } finally {
    clearTimeout(silence);
    clearInterval(looking);
    end.abort();
  }
}

function take(event, heard, place) {
  const fields = { data: "" };
  for (const line of event.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  if (fields.id) place.id = fields.id;
  if (fields.event === "status") heard.group(JSON.parse(fields.data));
  if (fields.event === "journal") heard.entry(JSON.parse(fields.data));
}
