// News from the server as it happens, and the truth about whether there are any.

import { headers, read, refusal, Refused } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const POLL = 1000;

// heard: {status(whole), connected(), lost(failure, waitMillis), token()}
export async function listen(heard) {
  let wait = FIRST_WAIT;
  for (;;) {
    try {
      heard.status(await read("api/v1/status"));
      heard.connected();
      wait = FIRST_WAIT;
      await pause(POLL);
    } catch (failure) {
      if (failure instanceof Refused && failure.wantsToken) return heard.token(failure);
      heard.lost(failure, wait);
      await pause(wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }
}

export const pause = (millis) => new Promise((done) => { setTimeout(done, millis); });
