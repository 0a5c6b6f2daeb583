// The clock in the header: what time it is in the rehearsal, what comes next, and the buttons that move it.

import { el, patch, write } from "/assets/dom.js";
import { errorWords } from "/assets/notices.js";
import { post } from "/assets/server.js";
import { ago, full, t, wall, withYear } from "/assets/words.js";

const find = (id) => document.getElementById(id);

export class Clock {
  /** `moved()` is called when the person has moved the clock. */
  constructor(moved) {
    this.moved = moved;
    this.buttons = [...document.querySelectorAll("[data-move]")];
    this.buttons.forEach((button) => button.addEventListener("click", () => this.move(button.dataset.move)));
    find("stop").addEventListener("click", () => post("/clock/stop"));
    find("set-form").addEventListener("submit", (event) => {
      event.preventDefault();
      find("set").open = false;
      this.move(find("set-at").value);
    });
    find("set").addEventListener("toggle", () => (find("set-at").value = wall(this.now)));
    const leave = (event) => ["set", "timeline"].forEach((id) => !find(id).contains(event.target) && (find(id).open = false));
    document.addEventListener("click", leave);
    this.banner = el("p", { class: "banner clock-banner", role: "alert", hidden: true });
    find("bar").after(this.banner);
  }

  update({ clock, timeline }) {
    this.now = clock.now;
    const now = find("now");
    now.dateTime = clock.now;
    write(now, withYear(clock.now));
    now.title = clock.timezone;
    this.busy(clock.moving_to !== null);
    find("next").classList.toggle("moving", clock.moving_to !== null);
    write(find("next"), this.nextWords(clock, timeline));
    patch(find("coming"), timeline, (one) => `${one.at}|${one.words}`, () => el("li"), (node, one) =>
      write(node, `${full(one.at)} · ${one.words}`));
  }

  nextWords(clock, [next]) {
    if (clock.moving_to) return t("moving", { when: full(clock.moving_to) });
    return next ? t("next", { ago: ago(next.at, clock.now), words: next.words }) : t("next.none");
  }

  busy(moving) {
    this.buttons.forEach((button) => (button.disabled = moving));
    find("stop").hidden = !moving;
  }

  async move(to) {
    this.banner.hidden = true;
    const focused = document.activeElement;
    this.busy(true);
    const outcome = await post("/clock", { to });
    this.busy(false);
    if (document.activeElement === document.body) focused?.focus();
    if (outcome.error) {
      this.banner.textContent = errorWords(outcome);
      this.banner.hidden = false;
    } else this.moved();
  }
}
