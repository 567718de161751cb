// Patches the page's DOM to the wanted content, and keeps nodes that are already right.

/**
 * Focus, selection and opened parts are kept. Existing nodes keep their listeners too, so a listener must not depend on when it
 * was made.
 *
 * @param {Element} parent @param {(Node | string)[]} wanted
 */
export function patchChildren(parent, wanted) {
  const nodes = wanted.map((it) => (typeof it === 'string' ? document.createTextNode(it) : it));
  /** @type {Map<string, ChildNode[]>} */
  const standing = new Map();
  for (const it of [...parent.childNodes].reverse()) {
    const alike = standing.get(keyOf(it));
    if (alike) alike.push(it);
    else standing.set(keyOf(it), [it]);
  }
  const kept = nodes.map((it) => {
    const same = standing.get(keyOf(it))?.pop();
    if (same) patchNode(same, it);
    return same ?? it;
  });
  reorder(parent, kept);
}

/**
 * Makes these nodes the only children, in this order. Nodes in their place are not touched, because moving a node takes the
 * focus from it; then it is given back.
 *
 * @param {Element} parent @param {Node[]} wanted
 */
export function reorder(parent, wanted) {
  const stays = new Set(wanted);
  for (const it of [...parent.childNodes]) if (!stays.has(it)) it.remove();
  let next = parent.firstChild;
  for (const it of wanted) {
    if (it === next) next = next.nextSibling;
    else move(it, parent, next);
  }
}

/** @param {Node} it @param {Element} parent @param {Node | null} before */
function move(it, parent, before) {
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  parent.insertBefore(it, before);
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
 * @param {Node} node @param {Node} wanted
 */
export function patchNode(node, wanted) {
  if (node.isEqualNode(wanted)) return;
  if (!(node instanceof Element && wanted instanceof Element)) {
    node.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...node.attributes]) if (name !== 'open' && !wanted.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (node.getAttribute(name) !== value) setAttribute(node, name, value);
  patchChildren(node, [...wanted.childNodes]);
}

/**
 * Sets an attribute; the page's security policy forbids styles as text.
 *
 * @param {Element} it @param {string} name @param {string} value
 */
function setAttribute(it, name, value) {
  if (name === 'style') /** @type {HTMLElement} */ (it).style.cssText = value;
  else it.setAttribute(name, value);
}
