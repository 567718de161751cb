// When a maintenance returns: fields of its dialog that are seen by those who ask for them.
import { element } from './elements.js';
import { WEEKDAYS, weekdayText } from './format.js';
import { t } from './texts.js';

/** A command lasts 366 days at most. */
const WEEKS = [1, 4, 13, 26, 52];
const USUAL_WEEKS = 13;
const WEEK_MS = 7 * 86400000;
const MINUTES = 60;

/** The fields, and what they say. @param {(returns: boolean) => void} changed called when somebody asks for them or not */
export function recurrenceFields(changed) {
  const returns = input('checkbox');
  const days = WEEKDAYS.map((it) => Object.assign(input('checkbox'), { value: it }));
  const start = Object.assign(input('time'), { required: true });
  const zone = Object.assign(input('text', { list: 'zones', autocomplete: 'off', spellcheck: 'false' }), { required: true, value: zoneOfBrowser() });
  const weeks = /** @type {HTMLSelectElement} */ (element('select', '', WEEKS.map((it) => element('option', '', t(it === 1 ? 'oneWeek' : 'weeks', it), { value: String(it) }))));
  weeks.value = String(USUAL_WEEKS);
  const fields = /** @type {HTMLFieldSetElement} */ (element('fieldset', 'recurrence', [
    element('legend', '', t('recurrence')),
    element('div', 'ticks', days.map((it) => tick(weekdayText(it.value), it)), { role: 'group', 'aria-label': t('onDays') }),
    element('p', 'quiet', t('everyDayIfNone')),
    field(t('beginsAt'), start),
    field(t('zoneOfTime'), zone),
    element('datalist', '', zones().map((it) => element('option', '', [], { value: it })), { id: 'zones' }),
    field(t('keepsReturning'), weeks),
  ]));
  const show = () => {
    // Fields that are disabled are not asked for when the form is sent.
    fields.hidden = fields.disabled = !returns.checked;
    changed(returns.checked);
  };
  returns.addEventListener('change', show);
  show();
  return {
    parts: [tick(t('itReturns'), returns), fields],
    /** What a command has in place of its end; null if it does not return. @param {number} hours how long it lasts each time */
    read: (hours) => (!returns.checked ? null : {
      until: new Date(Date.now() + Number(weeks.value) * WEEK_MS).toISOString(),
      recurrence: { days: days.filter((it) => it.checked).map((it) => it.value), startTime: start.value, durationMinutes: hours * MINUTES, zone: zone.value.trim() },
    }),
  };
}

/** @param {string} name @param {Node} control */
export const field = (name, control) => element('label', 'field', [element('span', '', name), control]);

/** @param {string} name @param {Node} box */
const tick = (name, box) => element('label', 'tick', [box, name]);

/** @param {string} type @param {Record<string, string>} [attributes] */
const input = (type, attributes = {}) => /** @type {HTMLInputElement} */ (element('input', '', [], { type, ...attributes }));

/** A browser that hides its zone has none. */
const zoneOfBrowser = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

/** Names to choose from; others can be typed. */
const zones = () => Intl.supportedValuesOf?.('timeZone') ?? [];
