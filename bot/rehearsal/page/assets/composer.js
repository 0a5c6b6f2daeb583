// The field where an actor types into one chat: the draft, whom it answers, and the commands that begin like it.

import { el, write } from "/assets/dom.js";
import { t } from "/assets/words.js";

const drafts = new Map();
const SUGGESTIONS = 8;
const HIGHEST = 160;

export class Composer {
  /** `id` names actor and chat: what was typed is there again when the actor comes back. `say(text, replyTo, topic)` is true when it went. */
  constructor(id, chat, say) {
    this.id = id;
    this.say = say;
    this.reply = null;
    this.dismissed = null;
    this.build(chat);
    this.update(chat);
  }

  build(chat) {
    const label = t("message_in", { title: chat.title });
    this.field = el("textarea", { rows: "1", maxlength: "4096", "aria-label": label, value: drafts.get(this.id) ?? "", autocomplete: "off" });
    this.list = el("ul", { class: "suggestions", hidden: true });
    this.replyText = el("span");
    const cancel = () => this.answer(null);
    this.chip = el("div", { class: "chip", hidden: true }, this.replyText,
      el("button", { type: "button", class: "plain", "aria-label": t("reply_cancel"), title: t("reply_cancel"), on: { click: cancel } }, "×"));
    this.topic = el("select", { "aria-label": t("topic"), hidden: true });
    this.node = el("form", { class: "composer" }, this.list, this.chip,
      el("div", { class: "line" }, this.topic, this.field, el("button", { type: "submit", class: "primary send" }, t("send"))));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.node.addEventListener("focusout", (event) => !this.node.contains(event.relatedTarget) && (this.list.hidden = true));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  update(chat) {
    this.chat = chat;
    const asking = chat.messages.findLast((message) => message.placeholder !== null);
    if (asking && asking.key !== this.dismissed && !this.reply) this.answer(asking, false);
    if (this.reply?.placeholder != null && !asking) this.answer(null, false);
    const kind = `type.${chat.messenger}.${chat.kind}`;
    this.field.placeholder = (this.reply && asking?.placeholder) || t(kind, { example: t("example") });
    this.offerTopics(chat.topics);
    requestAnimationFrame(() => this.grow());
  }

  offerTopics(topics) {
    const signature = JSON.stringify(topics);
    if (this.topics === signature) return;
    this.topics = signature;
    this.topic.replaceChildren(el("option", { value: "" }, t("topic.none")), ...topics.map(([id, name]) => el("option", { value: id }, name)));
    this.topic.hidden = topics.length === 0;
  }

  /** Answer this message with what is typed next (null: none). */
  answer(message, focus = true) {
    if (!message && this.reply) this.dismissed = this.reply.key;
    this.reply = message;
    this.chip.hidden = !message;
    if (message) write(this.replyText, `↳ ${t("replying", { author: message.author })}: ${message.text.replace(/\s+/g, " ").slice(0, 60)}`);
    if (focus) this.field.focus();
  }

  async send() {
    const text = this.field.value.trim();
    if (!text || this.node.ariaBusy === "true") return;
    const asked = this.reply?.placeholder != null;
    const replyTo = this.reply && !(asked && text.startsWith("/")) ? this.reply.key : null;
    this.node.ariaBusy = "true";
    const went = await this.say(text, replyTo, this.topic.value || null);
    this.node.ariaBusy = "false";
    if (!went) return;
    if (this.field.value.trim() === text) this.field.value = "";
    this.answer(null, false);
    this.typed();
  }

  /** Put words into the field, ready to be sent. */
  prefill(words) {
    this.field.value = words;
    this.typed();
    this.list.hidden = true;
    this.field.focus();
  }

  typed() {
    drafts.set(this.id, this.field.value);
    this.grow();
    this.suggest();
  }

  grow() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight + 2, HIGHEST)}px`;
  }

  suggest() {
    const start = /^\/\w*$/.test(this.field.value) ? this.field.value.slice(1).toLowerCase() : null;
    const found = start === null ? [] : this.chat.commands.filter(([name]) => name.startsWith(start) && name !== start);
    this.list.replaceChildren(...found.slice(0, SUGGESTIONS).map(([name, words]) => this.suggestion(name, words)));
    this.list.hidden = found.length === 0;
  }

  suggestion(name, words) {
    const take = () => {
      this.field.value = `/${name} `;
      this.typed();
      this.field.focus();
    };
    return el("li", {}, el("button", { type: "button", class: "plain", on: { click: take } }, el("b", {}, `/${name}`), ` ${words}`));
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.list.hidden) {
      event.preventDefault();
      this.list.querySelector("li:last-child button").focus();
    } else if (event.key === "Escape") {
      if (!this.list.hidden) this.list.hidden = true;
      else if (this.reply) this.answer(null);
    }
  }
}
