// The page: who the visitor is, the three columns, and looking again whenever something has changed.

import { Clock } from "/assets/clock.js";
import { Column } from "/assets/column.js";
import { write } from "/assets/dom.js";
import { Form } from "/assets/form.js";
import { Faces } from "/assets/faces.js";
import { destination } from "/assets/links.js";
import { openMenu } from "/assets/menu.js";
import { listen, look, post } from "/assets/server.js";
import { Switches } from "/assets/switches.js";
import { Tour } from "/assets/tour.js";
import { fillWords, language, loadWords, otherLanguage, setTimezone, t } from "/assets/words.js";

const COLUMNS = ["telegram", "slack", "private"];
const MORE = 200;
const narrow = matchMedia("(max-width: 899px)");
const find = (id) => document.getElementById(id);

class Page {
  constructor() {
    const query = new URLSearchParams(location.search);
    this.actor = query.get("as") ?? sessionStorage.getItem("as");
    this.limit = 120;
    this.form = new Form(find("form"), (deed, what) => this.act(deed, what));
    this.clock = new Clock(() => this.did("moved"));
    this.faces = new Faces(find("faces"), find("who"), (actor) => this.become(actor));
    this.switches = new Switches(find("switches"), find("off"));
    this.tour = new Tour(find("tour"), find("tour-begin"), this);
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, new Column(find(name), name, this)]));
    this.listenToPerson();
    this.showTab(sessionStorage.getItem("tab") ?? "telegram");
  }

  listenToPerson() {
    COLUMNS.forEach((name) => find(`tab-${name}`).addEventListener("click", () => this.showTab(name)));
    find("tabs").addEventListener("keydown", (event) => this.stepTab(event));
    document.addEventListener("click", (event) => this.clicked(event));
    narrow.addEventListener("change", () => this.showTab(this.tab));
  }

  // What columns and chats ask for

  me() {
    return this.state.cast.find((one) => one.key === this.state.me);
  }

  names() {
    return this.state.names;
  }

  act(deed, what) {
    return post(`/do/${deed}`, { as: this.state.me, ...what });
  }

  did(what) {
    this.tour.did(what);
  }

  /** Show a column, with a chat where one can write; put words into its field. */
  bring(column, words) {
    this.showTab(column);
    const chat = this.columns[column].bring((one) => one.mode === "write");
    if (words) chat?.composer?.prefill(words);
  }

  say(column, words) {
    const chat = this.columns[column].bring((one) => one.mode === "write");
    chat?.composer?.prefill("");
    return chat?.say(words, null, null);
  }

  showEarlier() {
    this.limit += MORE;
    this.refresh();
  }

  openMenu(anchor, choices) {
    openMenu(find("menu"), anchor, choices);
  }

  async follow(address) {
    const to = destination(address, this.state.bot);
    if (to?.url) window.open(to.url, "_blank", "noopener");
    else if (to?.message) this.reveal(to);
    else if (to) await this.startBot(to.start);
  }

  // Inside

  async startBot(payload) {
    this.showTab("private");
    const chat = this.columns.private.bring((one) => one.messenger === "telegram");
    await chat?.act("start", { payload });
  }

  reveal({ messenger, chat, message }) {
    for (const name of COLUMNS) {
      const found = this.columns[name].bring((one) => one.messenger === messenger && one.key === chat);
      if (!found) continue;
      this.showTab(name);
      found.reveal(message);
      return;
    }
  }

  clicked(event) {
    const link = event.target.closest?.(".text a[href]");
    if (!link) return;
    event.preventDefault();
    this.follow(link.href);
  }

  become(actor) {
    this.actor = actor;
    sessionStorage.setItem("as", actor);
    const query = new URLSearchParams(location.search);
    query.set("as", actor);
    history.replaceState(null, "", `?${query}`);
    return this.refreshed();
  }

  /** Look again, and return when what is there now is drawn. */
  async refreshed() {
    const actor = this.actor;
    await this.refresh();
    while (this.looking || (this.state?.me !== actor && this.actor === actor)) await new Promise((go) => setTimeout(go, 30));
  }

  showTab(name) {
    this.tab = COLUMNS.includes(name) ? name : "telegram";
    sessionStorage.setItem("tab", this.tab);
    for (const one of COLUMNS) {
      const chosen = one === this.tab;
      find(one).classList.toggle("chosen", chosen);
      find(`tab-${one}`).setAttribute("aria-selected", String(chosen));
      find(`tab-${one}`).tabIndex = chosen ? 0 : -1;
    }
    if (narrow.matches && this.state) this.columns[this.tab].shown()?.toNewest();
    this.drawUnread();
  }

  stepTab(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    this.showTab(COLUMNS[(COLUMNS.indexOf(this.tab) + by + COLUMNS.length) % COLUMNS.length]);
    find(`tab-${this.tab}`).focus();
  }

  /** Look again; what changes while we look is looked at afterwards. */
  async refresh() {
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    try {
      const seen = await look(this.actor, this.limit);
      if (seen) this.draw(seen);
      else if (this.actor) this.become("");
    } catch {
      this.lost(true);
    } finally {
      this.looking = false;
    }
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  draw(seen) {
    if (this.actor && this.actor !== seen.me) return this.refresh(); // the visitor has become somebody else meanwhile
    this.state = seen;
    this.actor = seen.me;
    setTimezone(seen.clock.timezone);
    this.drawHeader(seen);
    COLUMNS.forEach((name) => this.columns[name].update(seen.me, seen[name]));
    this.form.update(seen.form);
    this.clock.update(seen);
    this.switches.update(seen.switches);
    this.drawUnread();
    this.tour.update(seen);
    document.body.classList.add("ready");
  }

  drawHeader(seen) {
    document.title = t("title", { team: seen.team });
    write(find("team"), t("team", { team: seen.team }));
    this.faces.update(seen);
    find("language").href = `?lang=${otherLanguage}&as=${encodeURIComponent(seen.me)}`;
  }

  drawUnread() {
    for (const name of COLUMNS) {
      this.columns[name].seen();
      const unread = this.columns[name].unread;
      find(`tab-${name}`).classList.toggle("unread", unread);
      find(`tab-${name}`).setAttribute("aria-label", unread ? `${t(`column.${name}`)}, ${t("unread")}` : t(`column.${name}`));
    }
  }

  lost(gone) {
    find("lost").hidden = !gone;
  }
}

await loadWords();
fillWords(document);
find("language").textContent = t("language");
find("language").lang = otherLanguage;
find("language").hreflang = otherLanguage;
find("language").setAttribute("aria-label", t("language_label"));
document.documentElement.lang = language;
const page = new Page();
listen(() => page.refresh(), (gone) => page.lost(gone));
setInterval(() => page.state?.clock.running && page.refresh(), 20000);
