// The report of a month: what its link shows, and what it says to a customer.
import assert from 'node:assert/strict';
import { answerChanged, calm, open, until, violations } from './browser.mjs';

/** A month is chosen, stands in the address, and its outages are those of the timelines. @param {string} here */
export async function monthIsReported(browser, here) {
  const page = await open(browser, here);
  await until(page, 'an outage', async () => (await (await fetch('/api/v1/availability')).json()).all.outages > 0);
  await page.click('#views a[data-view=report]');
  const month = new Date().toISOString().slice(0, 7);
  await page.waitForSelector('#view-report select');
  await page.selectOption('#view-report label:nth-of-type(2) select', month);
  await until(page, 'the report of the month', (it) => location.hash === `#/report/${it}` && document.querySelector('#view-report .totals'), month);
  await until(page, 'its outages', () => document.querySelector('#view-report .outages li'));
  assert.deepEqual(await violations(page), []);
  await page.click('#language');
  await until(page, 'it in Chinese', () => document.querySelector('#view-report h2').textContent.startsWith('月度可用性报告'));
  calm(page);
  await page.context().close();
}

/** The page of a customer names him, and offers no answers to alerts. @param {string} here */
export async function customerIsNamed(browser, here) {
  const asCustomer = (page) => answerChanged(page, '**/api/v1/summary', (it) => { it.scope = { tag_customer: 'acme-must' }; });
  const page = await open(browser, here, { before: asCustomer });
  await until(page, 'the name of the customer', () => document.getElementById('scope').textContent === '· acme-must');
  await until(page, 'an alert', () => document.querySelector('.alert-panel li'));
  assert.deepEqual(await page.$$eval('.answers, nav [data-view=answers], footer [href="/metrics"]', (all) => all.filter((it) => it.offsetParent !== null).map((it) => it.outerHTML)), []);
  calm(page);
  await page.context().close();
}
