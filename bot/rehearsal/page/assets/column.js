// A column of the page: one chat of several, with a switch between them.

import { Chat } from "/assets/chat.js";
import { el, patch, write } from "/assets/dom.js";
import { t } from "/assets/words.js";

export class Column {
  constructor(root, name, app) {
    this.root = root;
    this.name = name;
    this.app = app;
    this.chats = new Map();
    this.chosen = {};
    this.kind = el("p", { class: "kind" });
    this.title = el("h2");
    this.tabs = el("div", { class: "switch", role: "tablist", "aria-label": t("chats"), hidden: true });
    this.none = el("p", { class: "empty", hidden: true });
    root.append(el("header", {}, el("div", {}, this.kind, this.title), this.tabs), this.none);
  }

  /** Show these chats of this actor; each keeps its place, its draft and its scroll. */
  update(actor, chats) {
    this.actor = actor;
    const named = chats.map((chat) => [`${actor}|${place(chat)}`, chat]);
    const ids = new Set(named.map(([id]) => id));
    for (const [id, chat] of this.chats) {
      if (ids.has(id)) continue;
      chat.node.remove();
      this.chats.delete(id);
    }
    this.none.hidden = chats.length > 0;
    write(this.none, t(`column.none.${this.name}`));
    this.list = named;
    if (!ids.has(this.chosen[actor])) this.chosen[actor] = first(named);
    this.choose(this.chosen[actor]);
    for (const [id, chat] of named) this.updateOne(id, chat);
    this.drawSwitch();
  }

  updateOne(id, chat) {
    const known = this.chats.get(id);
    if (known) return known.update(chat);
    const made = new Chat(id, chat, this.app);
    made.node.id = `chat-${id}`;
    made.node.hidden = id !== this.current;
    this.chats.set(id, made);
    this.root.append(made.node);
    made.toNewest();
  }

  choose(id) {
    this.current = id;
    for (const [other, chat] of this.chats) chat.node.hidden = other !== id;
    const chat = this.list.find(([other]) => other === id)?.[1];
    write(this.title, chat?.title ?? "");
    write(this.kind, chat ? t(`kind.${chat.messenger}.${chat.mode === "home" ? "home" : chat.kind}`) : "");
    this.seen();
  }

  /** The person looks here: nothing in the chosen chat is unread any more. */
  seen() {
    const chat = this.chats.get(this.current);
    if (chat?.isShown()) chat.unread = false;
  }

  get unread() {
    return [...this.chats.values()].some((chat) => chat.unread);
  }

  shown() {
    return this.chats.get(this.current);
  }

  /** Choose the chat for which `matches(chat)`; gives the Chat, or undefined. */
  bring(matches) {
    const found = this.list.find(([, chat]) => matches(chat));
    if (!found) return undefined;
    this.chosen[this.actor] = found[0];
    this.choose(found[0]);
    this.drawSwitch();
    return this.chats.get(found[0]);
  }

  drawSwitch() {
    this.tabs.hidden = this.list.length < 2;
    patch(this.tabs, this.list, ([id]) => id, ([id]) => this.tab(id), (node, [id, chat]) => {
      node.setAttribute("aria-selected", String(id === this.current));
      node.classList.toggle("unread", this.chats.get(id)?.unread ?? false);
      write(node, this.label(chat));
    });
  }

  tab(id) {
    const go = () => {
      this.chosen[this.actor] = id;
      this.choose(id);
      this.chats.get(id).toNewest();
      this.drawSwitch();
    };
    return el("button", { type: "button", role: "tab", "aria-controls": `chat-${id}`, on: { click: go } });
  }

  label(chat) {
    const same = this.list.filter(([, other]) => other.messenger === chat.messenger && other.mode !== "home");
    if (chat.mode === "home") return t("switch.slack.home");
    return chat.kind === "private" && same.length < 2 ? t(`switch.${chat.messenger}.private`) : chat.title;
  }
}

/** What stays the same about a chat: a Slack conversation gets its key with the first message, a home tab with its view. */
function place(chat) {
  if (chat.mode === "home") return "slack:home";
  return chat.messenger === "slack" && chat.kind === "private" && (!chat.key || chat.key.startsWith("D")) ? "slack:direct" : `${chat.messenger}:${chat.key}`;
}

function first(named) {
  const lively = named.find(([, chat]) => chat.messages.length > 0 && chat.mode !== "home");
  return (lively ?? named[0])?.[0];
}
