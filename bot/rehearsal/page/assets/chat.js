// One chat on the page: its messages, what it tells its person aside, and where one types.

import { Composer } from "/assets/composer.js";
import { el, patch, write } from "/assets/dom.js";
import { drawMessage, itemsOf } from "/assets/messages.js";
import { Notices } from "/assets/notices.js";
import { verbOf } from "/assets/tour.js";
import { date, day, t } from "/assets/words.js";

const NEAR = 80;

export class Chat {
  constructor(id, chat, app) {
    this.id = id;
    this.app = app;
    this.unread = false;
    this.newest = null;
    this.notices = new Notices();
    this.note = el("p", { class: "note", hidden: true });
    this.pin = el("button", { type: "button", class: "pin", hidden: true, on: { click: () => this.reveal(this.pin.target) } });
    this.earlier = el("button", { type: "button", class: "link earlier", hidden: true, on: { click: () => app.showEarlier() } });
    this.list = el("div", { class: "list", role: "log", "aria-live": "polite", "aria-busy": "true" });
    this.empty = el("p", { class: "empty", hidden: true });
    this.scroller = el("div", { class: "scroller", tabindex: "0" }, this.earlier, this.empty, this.list);
    this.down = el("button", { type: "button", class: "down", hidden: true, on: { click: () => this.toNewest() } }, t("to_newest"));
    this.foot = el("div", { class: "foot" });
    this.node = el("div", { class: "chat", role: "tabpanel" }, this.note, this.pin, this.notices.node, this.scroller, this.down, this.foot);
    this.stuck = true; // to the newest message, until the person scrolls away from it
    this.scroller.addEventListener("scroll", () => this.scrolled());
    const resized = new ResizeObserver(() => this.laidOut()); // a picture has come, the field has grown, the window turned
    [this.scroller, this.list].forEach((node) => resized.observe(node));
    this.update(chat);
  }

  update(chat) {
    this.chat = chat;
    this.node.classList.add(chat.messenger);
    this.scroller.setAttribute("aria-label", t("messages_in", { title: chat.title }));
    const grew = this.notice(chat);
    this.drawNote(chat);
    this.drawPin(chat);
    this.drawList(chat);
    this.drawFoot(chat);
    if (this.stuck) this.toNewest();
    else if (grew) this.down.hidden = false;
  }

  /** Whether something new has come from others. */
  notice(chat) {
    const last = chat.messages.at(-1)?.key ?? "";
    const grew = this.newest !== null && last !== this.newest && !this.app.names().includes(chat.messages.at(-1)?.author);
    this.newest = last;
    if (grew && !this.isShown()) this.unread = true;
    return grew;
  }

  drawNote(chat) {
    this.note.hidden = chat.mode !== "watch";
    if (chat.mode === "watch") write(this.note, t(`watch.${chat.messenger}`, { name: this.app.me().name }));
  }

  drawPin(chat) {
    const pinned = chat.messages.findLast((message) => message.pinned);
    this.pin.hidden = !pinned;
    this.pin.target = pinned?.key;
    if (pinned) write(this.pin, `📌 ${t("pinned_bar")}: ${pinned.text.replace(/\s+/g, " ").slice(0, 100)}`);
  }

  drawList(chat) {
    this.earlier.hidden = chat.earlier === 0;
    write(this.earlier, t("earlier", { count: chat.earlier }));
    this.empty.hidden = chat.messages.length > 0;
    const silent = { home: "home_empty", start: "start_hint" }[chat.mode] ?? "empty";
    write(this.empty, t(silent, { name: this.app.me().name }));
    patch(this.list, itemsOf(chat, date), (item) => item.key, () => el("article"), (node, item) => this.drawItem(node, item));
    requestAnimationFrame(() => this.list.setAttribute("aria-busy", "false"));
  }

  drawItem(node, item) {
    if (item.message) return drawMessage(node, item.message, this.chat, this);
    node.className = "day";
    write(node, day(item.day));
  }

  drawFoot(chat) {
    if (this.mode === chat.mode) return this.composer?.update(chat);
    this.mode = chat.mode;
    this.composer = chat.mode === "write" ? new Composer(this.id, chat, (...what) => this.say(...what)) : null;
    const start = () => this.act("start", {});
    const home = () => this.act("home", {});
    const foot = {
      write: () => this.composer.node,
      start: () => el("button", { type: "button", class: "primary wide", on: { click: start } }, t("start")),
      home: () => el("button", { type: "button", class: "wide", on: { click: home } }, t("open_home")),
      watch: () => "",
    };
    this.foot.replaceChildren(foot[chat.mode]());
  }

  // What drawn messages ask for

  get names() {
    return this.app.names();
  }

  async press(message, button, node) {
    node.setAttribute("aria-busy", "true");
    const outcome = await this.act("press", { messenger: this.chat.messenger, chat: this.chat.key, message, button });
    node.removeAttribute("aria-busy");
    if (!outcome.error) this.app.did(verbOf({ key: button }));
  }

  menu(message, anchor) {
    const slack = this.chat.messenger === "slack";
    const choices = [[t(slack ? "reply_thread" : "reply"), () => this.composer?.answer(message)]];
    const shortcut = () => this.act("shortcut", { chat: this.chat.key, message: message.key });
    if (slack) choices.unshift([t("add_to_agenda"), shortcut]);
    this.app.openMenu(anchor, choices);
  }

  reveal(key) {
    const node = [...this.list.children].find((child) => child.dataset.key === `message-${key}`);
    if (!node) return false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("revealed");
    setTimeout(() => node.classList.remove("revealed"), 2000);
    return true;
  }

  // Inside

  async say(text, replyTo, topic) {
    const words = { messenger: this.chat.messenger, chat: this.chat.key, text, reply_to: replyTo, topic };
    const outcome = await this.act("say", words);
    if (!outcome.error) this.app.did("said");
    this.toNewest();
    return !outcome.error;
  }

  async act(deed, what) {
    this.notices.clear();
    const outcome = await this.app.act(deed, what);
    this.notices.show(outcome, this.chat.messenger);
    if (outcome.opens) this.app.follow(outcome.opens);
    return outcome;
  }

  isShown() {
    return this.node.offsetParent !== null;
  }

  /** The person has scrolled; or, when the sizes are not what they were, the browser has. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (!this.isShown() || this.sizes() !== this.size) return;
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.stuck) this.down.hidden = true;
  }

  laidOut() {
    this.size = this.sizes();
    if (this.stuck) this.toNewest();
  }

  sizes() {
    return `${this.scroller.scrollHeight}/${this.scroller.clientHeight}`;
  }

  toNewest() {
    this.stuck = true;
    this.size = this.sizes();
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.down.hidden = true;
  }
}
