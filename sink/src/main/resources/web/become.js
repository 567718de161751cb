// Puts on the page what should stand there, and leaves alone what stands there already.

/**
 * Whoever has the keyboard in it, has words of it marked or has opened a part of it keeps that. What was there first keeps its
 * listeners too, so that they must not depend on when they were made.
 *
 * @param {Element} there @param {(Node | string)[]} wanted
 */
export function become(there, wanted) {
  const nodes = wanted.map((it) => (typeof it === 'string' ? document.createTextNode(it) : it));
  const keys = new Set(nodes.map(keyOf));
  for (const it of [...there.childNodes]) if (!keys.has(keyOf(it))) it.remove();
  let stands = there.firstChild;
  for (const it of nodes) {
    if (stands && keyOf(stands) === keyOf(it)) {
      settle(stands, it);
      stands = stands.nextSibling;
    } else {
      there.insertBefore(it, stands);
    }
  }
  while (stands) {
    const next = stands.nextSibling;
    stands.remove();
    stands = next;
  }
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
