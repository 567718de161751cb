// Puts on the page what should stand there, and leaves alone what stands there already.

/**
 * Whoever has the keyboard in it, has words of it marked or has opened a part of it keeps that. What was there first keeps its
 * listeners too, so that they must not depend on when they were made.
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

/** These and no others, in this order; what is in its place is not touched, for a node that is moved is left by the keyboard, which is led back. @param {Element} there @param {Node[]} wanted */
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

/** What a node is about: a link to one connection never becomes a link to another under somebody's finger. @param {Node} it */
const keyOf = (it) => (it instanceof Element ? `${it.nodeName} ${it.getAttribute('href') ?? ''} ${it.getAttribute('data-key') ?? ''}` : it.nodeName);

/** @param {Node} stands @param {Node} wanted */
function settle(stands, wanted) {
  if (stands.isEqualNode(wanted)) return;
  if (!(stands instanceof Element && wanted instanceof Element)) {
    stands.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...stands.attributes]) if (name !== 'open' && !wanted.hasAttribute(name)) stands.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (stands.getAttribute(name) !== value) give(stands, name, value);
  become(stands, [...wanted.childNodes]);
}

/** A style as text is what the page's own policy forbids. @param {Element} it @param {string} name @param {string} value */
function give(it, name, value) {
  if (name === 'style') /** @type {HTMLElement} */ (it).style.cssText = value;
  else it.setAttribute(name, value);
}
