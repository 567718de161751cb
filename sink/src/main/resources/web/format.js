// Times, durations and shares as text.
import { preferences } from './texts.js';

/** @param {number} seconds */
export function durationText(seconds) {
  const zh = preferences.language === 'zh';
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} ${zh ? '秒' : 's'}`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} ${zh ? '分钟' : 'min'}`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} ${zh ? '小时' : 'h'}`;
  return `${Math.round(seconds / 86400)} ${zh ? '天' : 'd'}`;
}

/** Never rounded up to 100 %, because what was down for a second was not always up. @param {number | null | undefined} share */
export function percent(share) {
  if (share === null || share === undefined) return '–';
  if (share === 1) return '100 %';
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(Math.floor(share * 100000) / 1000).toFixed(share < 0.99 ? 1 : 3)} %`;
}

/** @param {string | number} when */
export function timeText(when) {
  return new Intl.DateTimeFormat(preferences.language === 'zh' ? 'zh-CN' : 'en-GB', {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
    timeZone: preferences.utc ? 'UTC' : undefined, timeZoneName: 'short',
  }).format(new Date(when));
}

/** The beginning of a month, which is that of the chosen time zone. @param {number} year @param {number} month from 0 */
export const momentOfMonth = (year, month) => (preferences.utc ? new Date(Date.UTC(year, month, 1)) : new Date(year, month, 1));

/** @param {string} month 2026-10 */
export const monthText = (month) => new Intl.DateTimeFormat(preferences.language === 'zh' ? 'zh-CN' : 'en-GB', { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));

export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The first of January 2024 was a Monday. @param {string} day SATURDAY */
export const weekdayText = (day) => new Intl.DateTimeFormat(preferences.language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + WEEKDAYS.indexOf(day)));

/** A sentence with its times in the reader's time zone. @param {string} text */
export function withTimes(text) {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone: preferences.utc ? 'UTC' : undefined });
  const day = (/** @type {Date} */ it) => it.toDateString() === new Date().toDateString();
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (found) => {
    const at = new Date(found);
    return day(at) ? format.format(at) : timeText(found);
  });
}
