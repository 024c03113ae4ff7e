// The steps to each state of the console, for tests that examine all of them. Each starts with the form for a new connection.
import { answer, button, field, issues, jwt, link, summary } from './places.js'

/** @typedef {Awaited<ReturnType<typeof import('./chromium.js').openConsole>>} Person */

/** @type {Record<string, (page: Person) => Promise<unknown>>} */
export const states = {
  async empty() {},

  async where(page) {
    await page.click({ text: 'Where do I find these?' })
  },

  async list(page) {
    await page.click(link('Connections'))
    await page.count('#list li', 3)
  },

  async editing(page) {
    await page.click(link('Connections'))
    await page.focused('#organization-title')
    await page.click(link('Clicks/EU'))
    await page.holds(field('name'), 'Clicks/EU')
  },

  async unsaved(page) {
    await page.click(link('Connections'))
    await page.focused('#organization-title')
    await page.click(link('Nightly Clicks'))
    await page.holds(field('name'), 'Nightly Clicks')
    await page.fill(field('organizationId'), `${'A'.repeat(24)}@AdobeOrg`)
    await page.click(button('Get token'))
    await page.count(button('Save and get token'), 1)
  },

  async 'client secret'(page) {
    await page.click(answer('client_credentials'))
    await page.click({ text: 'Advanced: IMS addresses' })
  },

  async errors(page) {
    await page.click(answer('jwt'))
    await page.fill(field('organizationId'), 'ACME')
    await page.fill(field('privateKey'), '-----BEGIN CERTIFICATE-----')
    await page.click(button('Get token'))
    await page.focused(summary)
  },

  async fixed(page) {
    await states.errors?.(page)
    await page.fill(field('organizationId'), `${'A'.repeat(24)}@AdobeOrg`)
    await page.count('.ims-summary s', 1)
  },

  async warnings(page) {
    await fillInDemo(page)
    await page.fill(field('clientId'), 'short')
    await page.fill(field('clientSecret'), 'a b')
    await page.press(['Tab'])
    await page.count(`${issues('clientSecret')} li`, 1)
  },

  async files(page) {
    await page.playwright.setInputFiles('#ims-files', [
      { name: 'private.key', mimeType: '', buffer: Buffer.from('ssh-ed25519 AAAA') },
      {
        name: 'credentials.json',
        mimeType: '',
        buffer: Buffer.from(
          JSON.stringify({
            CLIENT_ID: 'c'.repeat(32),
            CLIENT_SECRETS: [`p8e-${'s'.repeat(32)}`],
            ORG_ID: `${'A'.repeat(24)}@AdobeOrg`,
            TECHNICAL_ACCOUNT_ID: `${'B'.repeat(24)}@techacct.adobe.com`,
            SCOPES: ['openid'],
          }),
        ),
      },
    ])
    await page.count('.ims-taken', 1)
  },

  async signed(page) {
    await fillInDemo(page)
    await page.click(button('Sign only'))
    await page.count(jwt, 1)
  },

  async token(page) {
    await fillInDemo(page)
    await page.click(button('Get token'))
    await page.count(button('Copy token'), 1)
  },

  async details(page) {
    await states.token?.(page)
    await page.click({ text: 'Show the JWT and its claims' })
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
