// Every state that the console can be brought into, and how: for what looks at each of them.
import { button, field, issues, jwt, link, summary } from './places.js'

/** @typedef {Awaited<ReturnType<typeof import('./chromium.js').openConsole>>} Person */

/** @type {Record<string, (page: Person) => Promise<unknown>>} */
export const states = {
  async empty() {},

  async editing(page) {
    await page.click(link('Edit Clicks/EU'))
    await page.holds(field('name'), 'Clicks/EU')
  },

  async errors(page) {
    await page.fill(field('name'), 'Clicks/EU')
    await page.fill(field('organizationId'), 'ACME')
    await page.fill(field('privateKey'), '-----BEGIN CERTIFICATE-----')
    await page.click(button('Get token'))
    await page.focused(summary)
  },

  async warnings(page) {
    await fillInDemo(page)
    await page.fill(field('clientId'), 'short')
    await page.fill(field('clientSecret'), 'a b')
    await page.press(['Tab'])
    await page.count(`${issues('clientSecret')} li`, 1)
  },

  async signed(page) {
    await fillInDemo(page)
    await page.click(button('Sign JWT'))
    await page.count(jwt, 1)
  },

  async token(page) {
    await fillInDemo(page)
    await page.click(button('Get token'))
    await page.count(button('Copy token'), 1)
  },

  async refusal(page) {
    await fillInDemo(page)
    await page.fill(field('clientSecret'), `p8e-${'w'.repeat(32)}`)
    await page.click(button('Get token'))
    await page.count(`${issues('clientSecret')} li`, 1)
  },

  async unreachable(page) {
    await fillInDemo(page)
    await page.playwright.context().setOffline(true)
    await page.click(button('Get token'))
    await page.count(button('Try again'), 1)
  },
}

/** @param {Person} page */
async function fillInDemo(page) {
  await page.click(button('Fill in the demo connection'))
  await page.until(field('clientId'), (/** @type {HTMLInputElement} */ { value }) => value !== '')
}
