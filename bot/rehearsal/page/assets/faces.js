// Who the visitor is: a row of faces on a wide screen, a list on a narrow one.

import { el, patch, write } from "/assets/dom.js";
import { colour, initials } from "/assets/messages.js";
import { t } from "/assets/words.js";

export class Faces {
  /** `become(key)` is called when the visitor chooses somebody. */
  constructor(row, list, become) {
    this.row = row;
    this.list = list;
    this.become = become;
    list.addEventListener("change", () => become(list.value));
    row.addEventListener("keydown", (event) => this.step(event));
  }

  update({ cast, me }) {
    patch(this.list, cast, (one) => one.key, (one) => el("option", { value: one.key }), (node, one) => write(node, castWords(one)));
    if (this.list.value !== me) this.list.value = me;
    patch(this.row, cast, (one) => one.key, (one) => this.face(one), (node, one) => {
      const chosen = one.key === me;
      node.setAttribute("aria-checked", String(chosen));
      node.tabIndex = chosen ? 0 : -1;
    });
  }

  face(one) {
    const words = castWords(one);
    const choose = () => this.become(one.key);
    const badge = el("span", { class: `face c${colour(one.name)}`, "aria-hidden": "true" }, initials(one.name));
    const name = el("span", { class: "first", "aria-hidden": "true" }, one.name.split(" ")[0]);
    return el("button", { type: "button", role: "radio", class: `person ${one.department}`, "aria-label": words, title: words, on: { click: choose } }, badge, name);
  }

  step(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...this.row.children];
    const next = all[(all.findIndex((one) => one.tabIndex === 0) + by + all.length) % all.length];
    next.focus();
    next.click();
  }
}

function castWords(one) {
  const only = one.telegram && one.slack ? "" : ` · ${t(one.telegram ? "only.telegram" : "only.slack")}`;
  return `${one.name}${one.description ? `, ${one.description}` : ""}${only}`;
}
