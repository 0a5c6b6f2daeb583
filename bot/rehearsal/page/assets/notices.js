// What a messenger tells its person aside of the messages: a toast, an alert that wants an OK, an error.

import { el } from "/assets/dom.js";
import { has, t } from "/assets/words.js";

const UNANSWERED = "the bot did not answer"; // what the Telegram stage says of a press that nobody took
const SHOWN_ALREADY = new Set(["form_errors"]);

/** The sentence for an Outcome's error. */
export function errorWords(outcome) {
  if (outcome.error === UNANSWERED) return t("error.no_answer");
  const key = `error.${outcome.error}`;
  const detail = outcome.toast && outcome.toast !== "⚠" ? outcome.toast : outcome.error;
  return t(has(key) ? key : "error.other", { detail });
}

export class Notices {
  constructor() {
    this.toast = el("p", { class: "toast", role: "status" });
    this.words = el("span");
    const close = el("button", { type: "button", class: "plain", "aria-label": t("dismiss"), on: { click: () => this.clear() } }, "×");
    this.banner = el("p", { class: "banner", role: "alert", hidden: true }, this.words, close);
    this.node = el("div", { class: "notices" }, this.banner, this.toast);
  }

  clear() {
    this.banner.hidden = true;
    this.words.textContent = "";
  }

  show(outcome, messenger) {
    if (outcome.error && !SHOWN_ALREADY.has(outcome.error)) return this.error(errorWords(outcome));
    if (outcome.extra?.copied) this.flash(t("copied", { text: outcome.extra.copied }));
    const inChat = messenger === "slack" && outcome.extra?.key;
    if (!outcome.toast || inChat || outcome.error) return undefined;
    return outcome.alert ? alertWords(outcome.toast) : this.flash(outcome.toast);
  }

  error(words) {
    this.words.textContent = words;
    this.banner.hidden = false;
  }

  flash(words) {
    clearTimeout(this.timer);
    this.toast.textContent = words;
    this.timer = setTimeout(() => (this.toast.textContent = ""), Math.max(3500, words.length * 70));
  }
}

/** Telegram's alert: it stays until it is acknowledged. */
function alertWords(words) {
  document.getElementById("alert-text").textContent = words;
  document.getElementById("alert").showModal();
}
