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
    this.buttons = [...document.querySelectorAll("[data-move], [data-play]")];
    for (const button of this.buttons) {
      const { move, play } = button.dataset;
      button.addEventListener("click", () => this.move(move ? { to: move } : { to: play, people: true }));
    }
    find("stop").addEventListener("click", () => post("/clock/hand", { do: "stop" }));
    find("pause").addEventListener("click", () => post("/clock/hand", { do: this.paused ? "resume" : "pause" }));
    find("pace").addEventListener("change", () => post("/clock/hand", { pace: find("pace").value }));
    find("set-form").addEventListener("submit", (event) => {
      event.preventDefault();
      find("set").open = false;
      this.move({ to: find("set-at").value });
    });
    find("set").addEventListener("toggle", () => (find("set-at").value = wall(this.now)));
    const leave = (event) => ["set", "trouble", "timeline"].forEach((id) => !find(id).contains(event.target) && (find(id).open = false));
    document.addEventListener("click", leave);
    document.addEventListener("keydown", (event) => event.key === "Escape" && leave({ target: null }));
    this.banner = el("p", { class: "banner clock-banner", role: "alert", hidden: true });
    find("bar").after(this.banner);
  }

  update({ clock, timeline }) {
    this.now = clock.now;
    this.paused = clock.paused;
    const now = find("now");
    now.dateTime = clock.now;
    write(now, withYear(clock.now));
    now.title = clock.timezone;
    this.busy(clock.moving_to !== null);
    find("pause").hidden = !clock.playing;
    write(find("pause"), t(clock.paused ? "resume" : "pause"));
    find("pace").value = clock.pace;
    find("next").classList.toggle("moving", clock.moving_to !== null);
    write(find("next"), this.nextWords(clock, timeline));
    patch(find("coming"), timeline, (one) => `${one.at}|${one.words}`, () => el("li"), (node, one) =>
      write(node, `${full(one.at)} · ${one.words}`));
  }

  nextWords(clock, [next]) {
    const when = clock.moving_to && full(clock.moving_to);
    if (clock.paused) return t("paused", { when });
    if (clock.playing) return t("playing", { when, doing: clock.doing || t("playing.nobody") });
    if (clock.moving_to) return t("moving", { when });
    return next ? t("next", { ago: ago(next.at, clock.now), words: next.words }) : t("next.none");
  }

  busy(moving) {
    this.buttons.forEach((button) => (button.disabled = moving));
    find("stop").hidden = !moving;
  }

  /** Move it as `{to, people, spare}` says, see Clockwork.move; whether it moved. What kept it is told, or not. */
  async move({ to, people, spare }, { quietly = false } = {}) {
    this.banner.hidden = true;
    const focused = document.activeElement;
    this.busy(true);
    const outcome = await post("/clock", { to, people, spare });
    this.busy(false);
    if (document.activeElement === document.body) focused?.focus();
    if (!outcome.error) this.moved();
    else if (!quietly) {
      this.banner.textContent = errorWords(outcome);
      this.banner.hidden = false;
    }
    return !outcome.error;
  }
}
