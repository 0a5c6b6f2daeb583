// Draws one message as its messenger would: bubble or row, marks, files, buttons.

import { el, refill } from "/assets/dom.js";
import { full, hour, t } from "/assets/words.js";

const COLOURS = 7;
const QUOTE = 90;

/** The items of a chat's list: its messages with a line wherever a new day begins. */
export function itemsOf(chat, dateOf) {
  const items = [];
  let last = "";
  for (const message of chat.messages) {
    const date = dateOf(message.at);
    if (date !== last) items.push({ day: message.at, key: `day-${date}` });
    last = date;
    items.push({ message, key: `message-${message.key}` });
  }
  return items;
}

export function drawMessage(node, message, chat, hands) {
  const mine = !message.from_bot && hands.names.includes(message.author);
  const replied = chat.messages.find((one) => one.key === message.reply_to);
  const drawn = JSON.stringify([message, mine, replied?.text, chat.mode]);
  if (node.drawn === drawn) return;
  node.drawn = drawn;
  const opened = [...node.querySelectorAll("blockquote.expandable")].map((block) => block.classList.contains("expanded"));
  node.className = ["message", mine && "mine", message.service && "service", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  refill(node, message.service && !message.html ? [el("p", { textContent: message.text })] : parts(message, chat, replied, hands));
  node.querySelectorAll("blockquote.expandable").forEach((block, number) => makeExpandable(block, opened[number] ?? false));
  node.querySelectorAll(".spoiler").forEach(makeSpoiler);
  node.querySelectorAll("time[datetime]").forEach((time) => (time.title = full(time.dateTime)));
}

function parts(message, chat, replied, hands) {
  return [
    el("span", { class: `face c${colour(message.author)}`, "aria-hidden": "true", textContent: initials(message.author) }),
    el(
      "div",
      { class: "body" },
      head(message),
      message.reply_to && quote(replied, hands),
      message.html && el("div", { class: "text", innerHTML: message.html }), // safe by the contract of MessageView
      ...message.files.map((file) => attached(file, chat.messenger)),
      message.buttons.length > 0 && keyboard(message, chat, hands),
    ),
    chat.mode === "write" && !message.service && more(message, hands),
  ];
}

function head(message) {
  const marks = [
    message.topic && ["topic", message.topic],
    message.pinned && ["pinned", `📌 ${t("pinned")}`],
    message.edited && ["edited", t("edited")],
  ].filter(Boolean);
  return el(
    "p",
    { class: "head" },
    message.ephemeral && el("span", { class: "mark private", textContent: `👁 ${t("only_you")}` }),
    el("b", { class: `author c${colour(message.author)}`, textContent: message.author }),
    message.from_bot && el("span", { class: "badge", textContent: t("bot") }),
    el("time", { dateTime: message.at, title: full(message.at), textContent: hour(message.at) }),
    ...marks.map(([kind, text]) => el("span", { class: `mark ${kind}`, textContent: text })),
  );
}

function quote(replied, hands) {
  const text = replied ? `${replied.author}: ${replied.text.replace(/\s+/g, " ").slice(0, QUOTE)}` : "…";
  const go = () => replied && hands.reveal(replied.key);
  return el("button", { type: "button", class: "quote", data: { key: "quote" }, on: { click: go } }, `↳ ${text}`);
}

function attached(file, messenger) {
  const href = `/file/${messenger}/${encodeURIComponent(file.key)}`;
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.media_type)) {
    return el("a", { class: "picture", href, target: "_blank" }, el("img", { src: href, alt: file.name, loading: "lazy" }));
  }
  const words = `📄 ${file.name} · ${size(file.size)} · ${t("save")}`;
  return el("a", { class: "file", href, download: file.name, textContent: words });
}

function keyboard(message, chat, hands) {
  const rows = message.buttons.map((row) =>
    el("div", { class: "row" }, ...row.map((button) => key(button, message, chat, hands))),
  );
  return el("div", { class: "keyboard" }, ...rows);
}

function key(button, message, chat, hands) {
  const node = el("button", {
    type: "button",
    class: `key ${button.style}`,
    disabled: chat.mode === "watch",
    data: { key: button.key },
    textContent: button.url ? `${button.label} ↗` : button.label,
  });
  node.addEventListener("click", () => hands.press(message.key, button.key, node));
  return node;
}

function more(message, hands) {
  const open = (event) => hands.menu(message, event.currentTarget);
  const names = { "aria-label": t("more"), title: t("more"), "aria-haspopup": "menu" };
  return el("button", { type: "button", class: "more", data: { key: "more" }, ...names, on: { click: open } }, "⋯");
}

function makeExpandable(block, opened) {
  const button = el("button", { type: "button", class: "link", data: { key: "expand" } });
  const show = (expanded) => {
    block.classList.toggle("expanded", expanded);
    button.setAttribute("aria-expanded", String(expanded));
    button.textContent = t(expanded ? "collapse" : "expand");
  };
  button.addEventListener("click", () => show(!block.classList.contains("expanded")));
  show(opened);
  block.after(button);
}

function makeSpoiler(span) {
  const show = () => span.classList.add("shown");
  span.tabIndex = 0;
  span.setAttribute("role", "button");
  span.title = t("spoiler");
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && show());
}

export const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
export const colour = (name) => [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 9973, 7) % COLOURS;
const size = (bytes) => (bytes < 10240 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
