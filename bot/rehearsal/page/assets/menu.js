// The little menu of a message: opened by its button, closed by choosing, Escape or a click elsewhere.

import { el } from "/assets/dom.js";

const EDGE = 8;

/** Open the menu at `anchor` with `choices`, pairs of words and what to do. */
export function openMenu(menu, anchor, choices) {
  const items = choices.map(([words, choose]) => {
    const chosen = () => {
      menu.hidePopover();
      anchor.focus({ preventScroll: true });
      choose();
    };
    return el("button", { type: "button", role: "menuitem", class: "plain", on: { click: chosen } }, words);
  });
  menu.replaceChildren(...items);
  menu.onkeydown = (event) => step(event, items);
  menu.showPopover();
  const at = anchor.getBoundingClientRect();
  menu.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - menu.offsetWidth - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(at.bottom + 2, innerHeight - menu.offsetHeight - EDGE))}px`;
  items[0]?.focus();
}

function step(event, items) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
}
