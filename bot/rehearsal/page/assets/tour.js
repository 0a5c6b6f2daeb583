// The guided tour of the sample team: one panel, a step at a time; each can be done by hand or shown, and all be skipped.

import { el } from "/assets/dom.js";
import { post } from "/assets/server.js";
import { t } from "/assets/words.js";

const VERA = "sU0000003";
const BORIS = "t1002";
const GLEB = "t1004";
const DARIA = "t1005";
const IRINA = "sU0000008";
const ANSWERING = ["survey.finish", "survey.pick", "survey.skip", "survey.begin"];
const LONGEST = 30;
const LOOKS = 600;
const PAUSE = 200;

/** What a button does, whatever goes with it: `meeting.here`. */
const verbOf = (button) => (button.url ? "" : button.key.split("/").at(-1).split(":")[0]);

/**
 * `as` is who acts, `column` where; `line` is typed for them, `moves` is where the clock goes, `presses` what `Show me`
 * presses. The step is over when `over(page)`; without it the visitor says so. A survey has two rounds: the directors
 * answer after everybody else.
 */
const STEPS = [
  { name: "hello" },
  { name: "item", as: VERA, column: "slack", line: "item", over: (tour) => tour.heard("said") },
  { name: "monday", as: BORIS, column: "telegram", moves: { to: "monday" }, over: (tour) => tour.offers("telegram", "meeting.here") },
  { name: "start", as: BORIS, column: "telegram", presses: ["meeting.here", "meeting.start"], over: (tour) => tour.offers("telegram", "meeting.decide") },
  { name: "decide", as: BORIS, column: "telegram", line: "decide", over: (tour) => tour.heard("said") },
  { name: "close", as: BORIS, column: "telegram", presses: ["meeting.close"], over: (tour) => tour.offers("telegram", "protocol.agree") },
  { name: "protocol", as: BORIS, column: "telegram" },
  { name: "cup", as: GLEB, column: "private", moves: { to: "step:vote_open" }, over: (tour) => tour.offers("private", "cup.choose") },
  { name: "vote", as: GLEB, column: "private", presses: ["cup.choose"], over: (tour) => tour.offers("private", "cup.why") },
  { name: "survey", as: IRINA, column: "private", line: "survey", presses: ["survey.choose", "survey.chosen", "survey.start"], over: (tour) => tour.heard("survey.start") },
  { name: "answer", as: DARIA, column: "private", presses: ANSWERING, loops: true, over: (tour) => tour.heard("survey.finish") },
  { name: "results", as: IRINA, column: "private", moves: { to: "step:survey_close", people: true, spare: DARIA, rounds: 2 }, over: (tour) => tour.offers("private", "survey.release") || tour.heard("over") },
  { name: "read", as: IRINA, column: "private" },
];

export class Tour {
  constructor(node, begin, page) {
    this.node = node;
    this.begin = begin;
    this.page = page;
    this.at = null;
    begin.addEventListener("click", () => this.go(0));
  }

  /** The tour is about the sample team; a first visit begins with it. */
  update(seen) {
    const keys = new Set(seen.cast.map((one) => one.key));
    const possible = [VERA, BORIS, GLEB, DARIA, IRINA].every((key) => keys.has(key));
    this.begin.hidden = !possible || this.at !== null;
    if (possible && this.at === null && !sessionStorage.getItem("toured")) this.go(0);
    if (this.at !== null && STEPS[this.at].over?.(this)) this.go(this.at + 1);
  }

  /** Something that the visitor has done: said, moved, or pressed (by its verb). */
  did(what) {
    this.done.add(what);
    if (this.at !== null && STEPS[this.at].over?.(this)) this.go(this.at + 1);
  }

  heard(what) {
    return this.done.has(what);
  }

  offers(column, verb) {
    return this.find(column, verb) !== null;
  }

  get done() {
    this.deeds ??= new Set();
    return this.deeds;
  }

  async go(step) {
    sessionStorage.setItem("toured", "yes");
    this.done.clear();
    this.at = step < STEPS.length ? step : null;
    this.node.hidden = this.at === null;
    this.begin.hidden = this.at !== null;
    if (this.at === null) return this.begin.focus();
    this.draw(STEPS[step].name, step);
    this.ready = this.prepare(STEPS[step]);
    await this.ready;
  }

  /** The visitor becomes who acts, and looks at where. */
  async prepare({ as, column, line }) {
    if (as) await this.page.become(as);
    if (column) this.page.bring(column, line ? t(`tour.line.${line}`) : null);
  }

  draw(name, step) {
    const last = step === STEPS.length - 1;
    const { presses, moves, line, over } = STEPS[step];
    const shows = presses || moves || line;
    const onward = el("button", { type: "button", class: "primary", on: { click: () => this.go(step + 1) } }, t(last ? "tour.end" : "tour.next"));
    const show = el("button", { type: "button", class: "primary", on: { click: (event) => this.show(event.currentTarget) } }, t("tour.do"));
    const skip = el("button", { type: "button", class: "plain", on: { click: () => this.go(STEPS.length) } }, t("tour.skip"));
    this.node.replaceChildren(
      el("p", { class: "progress" }, t("tour.step", { step: step + 1, of: STEPS.length })),
      el("p", { class: "words", role: "status" }, t(`tour.${name}`, this.names())),
      el("div", { class: "hands" }, shows && show, !over && onward, !last && skip),
    );
  }

  /** What the people of the tour are called in this team. */
  names() {
    const first = (key) => this.page.state.cast.find((one) => one.key === key)?.name.split(" ")[0];
    return { vera: first(VERA), boris: first(BORIS), gleb: first(GLEB), daria: first(DARIA), irina: first(IRINA) };
  }

  /** Do the step for the visitor. */
  async show(button) {
    button.disabled = true;
    const step = STEPS[this.at];
    await this.ready; // Whoever is quick would speak as somebody else.
    if (step.line) await this.page.say(step.column, t(`tour.line.${step.line}`));
    if (step.moves) await this.move(step.moves);
    for (let turn = 0; step.presses && turn < (step.loops ? LONGEST : 1); turn += 1) {
      if (!(await this.pressEach(step))) break;
    }
    button.disabled = false;
  }

  /** Move the clock; people act as fast as they can meanwhile, and at the visitor's pace again afterwards. */
  async move(order) {
    const { pace } = this.page.state.clock;
    if (order.people) await post("/clock/hand", { pace: "fast" });
    for (let round = 0; round < (order.rounds ?? 1); round += 1) {
      if (!(await this.page.clock.move(order, { quietly: round > 0 }))) break;
    }
    if (order.people) await post("/clock/hand", { pace });
    this.did("over");
  }

  /** Press what the step names, one after another; whether there is more to press. */
  async pressEach({ column, presses, loops }) {
    for (const verbs of loops ? [presses] : presses.map((verb) => [verb])) {
      const found = await this.awaited(column, verbs);
      if (!found) return false;
      const { verb, chat, message, button } = found;
      await post("/do/press", { as: this.page.actor, messenger: chat.messenger, chat: chat.key, message: message.key, button: button.key });
      this.did(verb);
      if (verb === presses[0] && loops) return false;
    }
    return loops;
  }

  /** The first of these that is offered, as soon as it is; null when the bot does not offer any. */
  async awaited(column, verbs) {
    for (let look = 0; look < LOOKS; look += 1) {
      await this.page.refreshed();
      for (const verb of verbs) {
        const found = this.find(column, verb);
        if (found) return { verb, ...found };
      }
      await new Promise((go) => setTimeout(go, PAUSE));
    }
    return null;
  }

  /** The newest button that does this, in a column; of several in one message the one in the middle. */
  find(column, verb) {
    for (const chat of this.page.state?.[column] ?? []) {
      for (const message of chat.messages.toReversed()) {
        const buttons = message.buttons.flat().filter((button) => verbOf(button) === verb);
        if (buttons.length > 0) return { chat, message, button: buttons[Math.floor(buttons.length / 2)] };
      }
    }
    return null;
  }
}

export { verbOf };
