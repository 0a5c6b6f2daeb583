// What can be switched off in a rehearsal: the bot and each messenger; and the banner that tells what is off.

import { el, patch, write } from "/assets/dom.js";
import { post } from "/assets/server.js";
import { t } from "/assets/words.js";

export class Switches {
  constructor(card, banner) {
    this.banner = banner;
    this.list = el("div", {});
    card.append(el("p", {}, t("trouble.hint")), this.list);
  }

  update(switches) {
    const all = Object.entries(switches).map(([name, on]) => ({ name, on }));
    patch(this.list, all, (one) => one.name, (one) => this.make(one.name), (node, one) => this.show(node, one));
    const off = all.filter((one) => !one.on);
    this.banner.hidden = off.length === 0;
    write(this.banner, off.map((one) => t(`off.${one.name}`)).join(" "));
  }

  make(name) {
    const button = el("button", { type: "button", role: "switch", on: { click: () => this.turn(button, name) } });
    return button;
  }

  show(button, { name, on }) {
    button.setAttribute("aria-checked", String(on));
    write(button, `${on ? "●" : "○"} ${t(`switch.${name}`)}: ${t(on ? "switch.on" : "switch.off")}`);
  }

  async turn(button, name) {
    button.disabled = true;
    await post("/switch", { name, on: button.getAttribute("aria-checked") !== "true" });
    button.disabled = false;
    button.focus();
  }
}
