// The page's own words in its language, and how it writes moments.

const lang = document.documentElement.lang === "ru" ? "ru" : "en";
let words = {};
let timezone = "UTC";
const formats = new Map();

export const language = lang;
export const otherLanguage = lang === "ru" ? "en" : "ru";

export async function loadWords() {
  const answer = await fetch(`/assets/words.${lang}.json`);
  words = await answer.json();
}

/** The words of a key, with {names} filled in; the key itself when it has none. */
export function t(key, facts = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

export const has = (key) => key in words;

/** Fill what stands in the document: text, aria-label and title. */
export function fillWords(root) {
  root.querySelectorAll("[data-words]").forEach((node) => (node.textContent = t(node.dataset.words)));
  root.querySelectorAll("[data-label]").forEach((node) => node.setAttribute("aria-label", t(node.dataset.label)));
  root.querySelectorAll("[data-title]").forEach((node) => (node.title = t(node.dataset.title)));
}

export function setTimezone(name) {
  timezone = name;
}

function format(options) {
  const key = `${timezone}${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(lang === "ru" ? "ru" : "en-GB", { ...options, timeZone: timezone }));
  return formats.get(key);
}

export const hour = (moment) => format({ hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
export const day = (moment) => format({ weekday: "long", day: "numeric", month: "long" }).format(new Date(moment));
export const full = (moment) =>
  format({ weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
export const withYear = (moment) =>
  format({ weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

/** `2026-11-23T10:00`: the wall clock, as a datetime-local field takes it. */
export function wall(moment) {
  const stamp = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  return stamp.format(new Date(moment)).replace(" ", "T");
}

export const date = (moment) => wall(moment).slice(0, 10);

/** How far away: "in 14 hr", "через 14 ч". */
export function ago(moment, now) {
  const minutes = Math.round((new Date(moment) - new Date(now)) / 60000);
  const far = new Intl.RelativeTimeFormat(lang, { style: "short" });
  if (Math.abs(minutes) < 90) return far.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return far.format(Math.round(minutes / 60), "hour");
  return far.format(Math.round(minutes / 1440), "day");
}
