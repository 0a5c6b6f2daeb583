// The Slack form (modal) that is open for the actor: its questions, what is entered, what was refused.

import { el, write } from "/assets/dom.js";
import { errorWords } from "/assets/notices.js";
import { t } from "/assets/words.js";

const CHOICES = new Set(["radio", "checkboxes"]);

export class Form {
  constructor(dialog, act) {
    this.dialog = dialog;
    this.act = act;
    this.signature = null;
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  update(form) {
    if (!form) {
      this.signature = null;
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const questions = form.inputs.map(({ error, initial, ...question }) => question);
    const signature = JSON.stringify([form.key, form.title, form.submit, form.close, form.html, questions]);
    if (signature !== this.signature) this.build(form);
    this.signature = signature;
    this.showErrors(Object.fromEntries(form.inputs.map((input) => [input.block_id, input.error])));
    if (!this.dialog.open) this.dialog.showModal();
  }

  build(form) {
    const kept = this.key === form.key ? this.values() : {};
    this.key = form.key;
    this.inputs = form.inputs.map((input) => ({ ...input, id: `input-${form.key}-${input.block_id}` }));
    this.banner = el("p", { class: "banner", role: "alert", hidden: true });
    const node = el(
      "form",
      { novalidate: true },
      el("header", {}, el("h2", { id: "form-title" }, form.title), this.closer("×", "plain", t("close"))),
      this.banner,
      form.html && el("div", { class: "text", innerHTML: form.html }), // safe by the contract of FormView
      ...this.inputs.map((input) => this.question(input, kept[input.block_id])),
      el("footer", {}, this.closer(form.close || t("close")), form.submit && el("button", { type: "submit", class: "primary" }, form.submit)),
    );
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.dialog.replaceChildren(node);
    node.querySelector("input, textarea, select")?.setAttribute("autofocus", "");
  }

  closer(words, style = "", label = null) {
    return el("button", { type: "button", class: style, "aria-label": label, on: { click: () => this.close() } }, words);
  }

  question(input, kept) {
    const value = kept ?? (input.kind === "checkboxes" ? input.initial.split(",").filter(Boolean) : input.initial);
    const label = input.optional ? `${input.label} ${t("optional")}` : input.label;
    const hint = input.hint && el("small", { id: `${input.id}-hint` }, input.hint);
    const error = el("small", { class: "error", id: `${input.id}-error` });
    const head = CHOICES.has(input.kind) ? el("legend", {}, label) : el("label", { for: input.id }, label);
    const box = CHOICES.has(input.kind) ? "fieldset" : "div";
    return el(box, { class: "question", data: { block: input.block_id } }, head, this.field(input, value), hint, error);
  }

  field(input, value) {
    const described = `${input.hint ? `${input.id}-hint ` : ""}${input.id}-error`;
    const common = { id: input.id, name: input.block_id, "aria-describedby": described, maxlength: input.max_length };
    switch (input.kind) {
      case "multiline":
        return el("textarea", { ...common, rows: "4", value });
      case "date":
      case "time":
        return el("input", { ...common, type: input.kind, value });
      case "select":
      case "user":
        return el("select", common, el("option", { value: "" }, t("choose")), ...input.options.map(([key, words]) => el("option", { value: key, selected: key === value }, words)));
      case "radio":
      case "checkboxes":
        return el("div", {}, ...input.options.map((option) => this.choice(input, option, value)));
      default:
        return el("input", { ...common, type: "text", value, autocomplete: "off" });
    }
  }

  choice(input, [key, words], value) {
    const type = input.kind === "radio" ? "radio" : "checkbox";
    const checked = input.kind === "radio" ? key === value : value.includes(key);
    return el("label", { class: "choice" }, el("input", { type, name: input.block_id, value: key, checked, "aria-describedby": `${input.id}-error` }), ` ${words}`);
  }

  values() {
    const values = {};
    for (const input of this.inputs ?? []) {
      const fields = [...this.dialog.querySelectorAll(`[name="${CSS.escape(input.block_id)}"]`)];
      const checked = fields.filter((field) => field.checked).map((field) => field.value);
      if (input.kind === "checkboxes") values[input.block_id] = checked;
      else values[input.block_id] = input.kind === "radio" ? (checked[0] ?? "") : (fields[0]?.value ?? "");
    }
    return values;
  }

  async submit() {
    const button = this.dialog.querySelector("[type=submit]");
    if (!button || button.disabled) return;
    button.disabled = true;
    const outcome = await this.act("submit", { values: this.values() });
    button.disabled = false;
    const refused = outcome.error === "form_errors";
    this.banner.hidden = !outcome.error || refused;
    if (outcome.error && !refused) write(this.banner, errorWords(outcome));
    if (refused) this.focusFirst(outcome.extra);
  }

  focusFirst(errors) {
    this.showErrors(errors);
    const first = this.inputs.find((input) => errors[input.block_id]);
    if (first) this.dialog.querySelector(`[name="${CSS.escape(first.block_id)}"]`)?.focus();
  }

  showErrors(errors) {
    for (const box of this.dialog.querySelectorAll("[data-block]")) {
      const words = errors[box.dataset.block] ?? "";
      write(box.querySelector(".error"), words);
      box.classList.toggle("wrong", words !== "");
      box.querySelectorAll("input, textarea, select").forEach((field) => field.setAttribute("aria-invalid", String(words !== "")));
    }
  }

  close() {
    this.act("close", {});
  }
}
