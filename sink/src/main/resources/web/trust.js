// What the page says about itself: whether it can be trusted, and how fresh each target is.
import { ageSeconds, isSilent } from './feed.js';
import { at, element } from './elements.js';
import { durationText, withTimes } from './format.js';
import { t, troubleText } from './texts.js';

/** @typedef {import('./feed.js').Known} Known */

/** Troubles with which the page cannot say anything about the targets. */
const CUT_OFF = new Set(['STILL_READING', 'BROKER_LOST', 'REGISTRY_LOST']);

/** Troubles for every reader; those that concern only some rows are shown beside their target. */
const SAID_ALOUD = new Set([...CUT_OFF, 'NOBODY_JUDGES', 'HISTORY_BEHIND', 'CLOCK_STEPPED']);
const MOST_SAID = 3;

/**
 * Whether the page shows the present, in words if it does not, and the time since which it may not.
 *
 * @param {Known} known @param {Set<string>} stale @returns {{isFrozen: boolean, text: string, since: number | null}}
 */
export function standing(known, stale) {
  const silent = isSilent(known);
  if (silent) return { isFrozen: true, text: t('silent', durationText((Date.now() - known.heardWallMs) / 1000)), since: known.heardWallMs };
  const blind = known.targets.size > 0 && stale.size === known.targets.size;
  const cut = known.troubles.filter((it) => CUT_OFF.has(it.cause));
  const ages = [...known.targets.values()].filter((it) => it.lastComplete).map(ageSeconds);
  const isUnjudged = [...known.targets.values()].every((it) => it.cause === 'NOBODY_JUDGES');
  const said = known.troubles.filter((it) => blind || SAID_ALOUD.has(it.cause));
  const text = [
    blind ? t(isUnjudged ? 'unjudged' : 'blind', ages.length ? durationText(Math.min(...ages)) : '–') : '',
    ...said.slice(0, MOST_SAID).map((it) => withTimes(troubleText(it))),
    said.length > MOST_SAID ? t('moreTroubles', said.length - MOST_SAID) : '',
  ].filter(Boolean).join(' ');
  return { isFrozen: blind || cut.length > 0, text, since: blind && ages.length ? Date.now() + known.skew - Math.min(...ages) * 1000 : cut[0]?.since ? Date.parse(cut[0].since) : null };
}

/** @param {Known} known @param {Set<string>} stale */
function warning(known, stale) {
  const { isFrozen, text } = standing(known, stale);
  // Announced to a screen reader once, not every second.
  if (at('warning').dataset.kind !== String(isFrozen)) at('warning').dataset.kind = String(isFrozen);
  at('warning').hidden = !text;
  if (at('warning').textContent !== text) at('warning').textContent = text;
  document.body.classList.toggle('is-frozen', isFrozen);
}

/** @param {Known} known @param {Set<string>} stale */
function freshness(known, stale) {
  const all = [...known.targets.values()];
  const age = (/** @type {any} */ it) => (it.lastComplete ? t(it.cause === 'NOBODY_JUDGES' ? 'judgedAgo' : 'seenAgo', durationText(ageSeconds(it))) : t('neverSeen'));
  const bad = all.filter((it) => stale.has(it.target));
  const oldest = Math.max(0, ...all.map((it) => (it.lastComplete ? ageSeconds(it) : 0)));
  const doubts = known.troubles.filter((it) => !SAID_ALOUD.has(it.cause) && !stale.has(it.target));
  const shown = bad.length
    ? bad.slice(0, 3).map((it) => element('span', 'pill stale', `⚠ ${it.target}: ${age(it)}${it.trouble ? ` · ${it.trouble}` : ''}`))
    : all.length && !isSilent(known) ? [element('span', 'pill fresh', t(all.length === 1 ? 'freshOne' : 'fresh', all.length, durationText(Math.max(1, oldest))))] : [];
  const doubted = doubts.slice(0, 2).map((it) => element('span', 'pill doubt', withTimes(troubleText(it))));
  at('freshness').replaceChildren(...shown, ...doubted);
  at('freshness').title = [...all.map((it) => `${it.target}: ${age(it)} ${it.trouble}`), ...doubts.map((it) => withTimes(troubleText(it)))].join('\n');
}

/** @param {Known} known @param {Set<string>} stale the targets that are not known now */
export function showTrust(known, stale) {
  warning(known, stale);
  freshness(known, stale);
}

/** Of the past: troubles of the present do not change it. @param {Set<string>} stale the targets that were not known then */
export function showTrustThen(stale) {
  at('warning').hidden = true;
  document.body.classList.remove('is-frozen');
  at('freshness').replaceChildren(...[...stale].slice(0, 3).map((it) => element('span', 'pill stale', `⚠ ${it}: ${t('notScannedThen')}`)));
  at('freshness').title = [...stale].join('\n');
}
