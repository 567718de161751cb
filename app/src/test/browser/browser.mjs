// Debian's Chromium, and what a test wants to know of a page that it shows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The generous bound of every wait: a machine at work on other things is slow, and a page that never does it is wrong. */
export const PATIENCE_MS = 120000;

/** Several pages wait at once; asking at every frame, they would be kept from it by each other. */
const POLL_MS = 100;

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** Opens an address; what the browser complains about, and what the security policy refused, gathers in `page.complaints`. */
export async function open(browser, address, { dark = false, width = 1440, height = 900, before = async () => {}, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.complaints = [];
  page.loads = 0;
  page.on('load', () => { page.loads++; });
  page.on('console', (it) => { if (it.type() === 'error' || it.type() === 'warning') page.complaints.push(it.text()); });
  page.on('pageerror', (it) => page.complaints.push(String(it)));
  await before(page);
  await page.goto(address);
  await page.waitForSelector('#board tr[data-id]', { state: 'attached' });
  return page;
}

/** Waits for a condition inside the page; when it does not come, says what was waited for, and what the page says instead. */
export async function until(page, what, condition, argument) {
  await page.waitForFunction(condition, argument, { timeout: PATIENCE_MS, polling: POLL_MS }).catch(async (failure) => {
    const shown = await page.evaluate(() => ['warning', 'freshness', 'counts'].map((it) => document.getElementById(it)?.innerText.slice(0, 400)));
    throw new Error(`It never came to this: ${what} (${failure.message.split('\n')[0]}); the page says ${JSON.stringify(shown)}`);
  });
}

/** Gives the page what the server answers, changed. A page that is closed meanwhile, or a server that is being killed, is none of the test's business. */
export const answerChanged = (page, address, change) => page.route(address, async (route) => {
  try {
    const answer = await route.fetch({ timeout: PATIENCE_MS });
    const body = await answer.json();
    change(body);
    await route.fulfill({ response: answer, json: body });
  } catch {
    await route.abort().catch(() => {});
  }
});

/** What axe-core finds wrong, in words; in all of the page, or in what is named. */
export async function violations(page, part = 'html') {
  // Through the debugger: the page's own policy lets no script in. It is half a megabyte, which stays there until another page is loaded.
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(AXE);
  // For what is right, axe-core would find out how to name each element.
  const found = await page.evaluate((it) => globalThis.axe.run(it, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }), part);
  return found.violations.map((it) => `${it.id}: ${it.help} (${it.nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ')})`);
}

/** Holds that the browser complained about nothing. */
export const calm = (page) => assert.deepEqual(page.complaints, [], 'the browser complained');
