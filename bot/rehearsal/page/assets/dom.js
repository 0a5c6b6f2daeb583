// Makes elements and patches lists of them by key. What people typed only ever becomes text, never markup.

const PROPERTIES = new Set(["textContent", "innerHTML", "value", "checked", "disabled", "hidden", "selected", "open"]);

/** An element. `on` holds listeners, `data` the dataset; null, undefined and false attributes and children are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") Object.entries(value).forEach(([event, listener]) => node.addEventListener(event, listener));
    else if (name === "data") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Make the children of `parent` show `items`: those that stay are kept as they are, so focus and selection stay too. */
export function patch(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let node = known.get(key);
    if (node) known.delete(key);
    else {
      node = make(item);
      node.dataset.key = key;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
    update(node, item);
  }
  known.forEach((node) => node.remove());
}

/** Put new children into `node`; a button or field that had the focus has it again under the same data-key. */
export function refill(node, children) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...children.filter(Boolean));
  if (!focused) return;
  const again = [...node.querySelectorAll("[data-key]")].find((one) => one.dataset.key === focused);
  (again ?? node.querySelector("button") ?? node).focus({ preventScroll: true });
}

/** Set the text of an element only when it differs: live regions speak of every change. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
