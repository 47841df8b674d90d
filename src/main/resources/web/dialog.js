// One dialog for every deed: its fields, a dry run, a word to type, then it is done.

import { Refused } from "./api.js";
import { el, say } from "./dom.js";
import { sentence } from "./format.js";
import { keep, token } from "./token.js";

const BY = "detour.by";

// deed: {title, about, fields, word(values), dry(values), act(values), done(answer)}
export function openDialog(deed) {
  const opener = document.activeElement;
  const secret = field("Token", el("input", { type: "password", name: "token", autocomplete: "off", required: true }),
    "Changing anything needs it: detour.http.token, or the file data/token.");
  const by = field("By", el("input", { name: "by", autocomplete: "off", maxlength: 64, value: localStorage.getItem(BY) || "" }), "Who asks, for the journal. Empty: page.");
  const reason = field("Reason", el("input", { name: "reason", autocomplete: "off", maxlength: 500, required: true }));
  const word = field("", el("input", { name: "word", autocomplete: "off", spellcheck: "false" }));
  const output = el("output", { class: "outcome" });
  // One button: a form's Enter presses the first, and a disabled one swallows it.
  const go = el("button", { type: "submit", class: "strong" });
  const cancel = el("button", { type: "button" }, "Cancel");
  const form = el("form", { method: "dialog" },
    el("h2", { id: "dialog-title" }, deed.title),
    el("p", { class: "quiet" }, deed.about),
    deed.fields.map((f) => f.node), reason.node, by.node, secret.node,
    output, word.node,
    el("p", { class: "buttons" }, go, cancel));
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" }, form);
  let rehearsed = false;

  function turn(now) {
    rehearsed = now;
    word.node.hidden = !now;
    word.input.value = "";
    say(go, now ? deed.title : "Dry run");
    go.disabled = now;
  }

  const values = () => ({ reason: reason.input.value.trim(), by: by.input.value.trim() || "page",
    ...Object.fromEntries(deed.fields.map((f) => [f.name, f.value()])) });

  function wordFits() {
    return word.input.value.trim() === deed.word(values());
  }

  async function attempt(work) {
    if (!secret.node.hidden) keep(secret.input.value);
    localStorage.setItem(BY, by.input.value.trim());
    go.disabled = true;
    try {
      return await work(values());
    } catch (failure) {
      output.dataset.tone = "down";
      say(output, failure instanceof Refused ? `${sentence(failure.message)} ${failure.hint ? sentence(failure.hint) : ""}` : "Detour did not answer; nothing is known to have changed.");
      secret.node.hidden = Boolean(token()) && !failure.wantsToken;
      turn(false);
      return null;
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target === word.input) go.disabled = !wordFits();
    else if (rehearsed) {
      turn(false);
      say(output, "");
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!rehearsed) {
      const answer = await attempt(deed.dry);
      if (!answer) return;
      output.dataset.tone = "act";
      say(output, sentence(answer.text));
      turn(true);
      say(word.caption, `Type ${deed.word(values())} to confirm`);
      secret.node.hidden = true;
      word.input.focus();
    } else if (wordFits()) {
      const answer = await attempt(deed.act);
      if (!answer) return;
      dialog.close();
      deed.done(answer);
    }
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener && opener.isConnected) opener.focus();
  });
  turn(false);
  secret.node.hidden = Boolean(token());
  secret.input.required = false;
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector("select") || reason.input).focus();
}

export function field(caption, input, hint) {
  const words = el("span", { class: "caption" }, caption);
  const node = el("label", { class: input.type === "checkbox" ? "field check" : "field" }, words, input,
    hint ? el("span", { class: "quiet hint" }, hint) : "");
  return { node, input, caption: words, name: input.name, value: () => (input.type === "checkbox" ? input.checked : input.value.trim()) };
}
