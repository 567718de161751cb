// Patches the page's DOM to the wanted content, and keeps nodes that are already right.

/**
 * Focus, selection and opened parts are kept. Existing nodes keep their listeners too, so a listener must not depend on when it
 * was made.
 *
 * @param {Element} there @param {(Node | string)[]} wanted
 */
export function become(there, wanted) {
  const nodes = wanted.map((it) => (typeof it === 'string' ? document.createTextNode(it) : it));
  /** @type {Map<string, ChildNode[]>} */
  const standing = new Map();
  for (const it of [...there.childNodes].reverse()) {
    const alike = standing.get(keyOf(it));
    if (alike) alike.push(it);
    else standing.set(keyOf(it), [it]);
  }
  const kept = nodes.map((it) => {
    const same = standing.get(keyOf(it))?.pop();
    if (same) settle(same, it);
    return same ?? it;
  });
  place(there, kept);
}

/**
 * Makes these nodes the only children, in this order. Nodes in their place are not touched, because moving a node takes the
 * focus from it; then it is given back.
 *
 * @param {Element} there @param {Node[]} wanted
 */
export function place(there, wanted) {
  const stays = new Set(wanted);
  for (const it of [...there.childNodes]) if (!stays.has(it)) it.remove();
  let next = there.firstChild;
  for (const it of wanted) {
    if (it === next) next = next.nextSibling;
    else move(it, there, next);
  }
}

/** @param {Node} it @param {Element} there @param {Node | null} before */
function move(it, there, before) {
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  there.insertBefore(it, before);
  if (held !== document.activeElement && it.contains(held)) held?.focus({ preventScroll: true });
}

/**
 * Identity of a node: a link to one connection must never become a link to another while somebody clicks it.
 *
 * @param {Node} it
 */
const keyOf = (it) => (it instanceof Element ? `${it.nodeName} ${it.getAttribute('href') ?? ''} ${it.getAttribute('data-key') ?? ''}` : it.nodeName);

/**
 * Makes a node look like another one, and keeps those of its parts that already do.
 *
 * @param {Node} stands @param {Node} wanted
 */
export function settle(stands, wanted) {
  if (stands.isEqualNode(wanted)) return;
  if (!(stands instanceof Element && wanted instanceof Element)) {
    stands.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...stands.attributes]) if (name !== 'open' && !wanted.hasAttribute(name)) stands.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (stands.getAttribute(name) !== value) give(stands, name, value);
  become(stands, [...wanted.childNodes]);
}

/**
 * Sets an attribute; the page's security policy forbids styles as text.
 *
 * @param {Element} it @param {string} name @param {string} value
 */
function give(it, name, value) {
  if (name === 'style') /** @type {HTMLElement} */ (it).style.cssText = value;
  else it.setAttribute(name, value);
}
