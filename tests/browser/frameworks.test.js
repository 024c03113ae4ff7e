// <ims-connection> in React, Vue and Svelte, each bundled by Vite and run under a strict policy.
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connection as complete } from '../support/connection.js'
import { makeKey } from '../support/keys.js'
import { launch, openPage } from './browser.js'
import { applications, bundle, importForServer } from './frameworks/build.js'
import { serveModules } from './modules.js'

const { privateKey } = makeKey()
const connection = complete({ name: 'Clicks', privateKey })
const props = { connection, takenNames: [] }
const secrets = [connection.clientSecret, privateKey.split('\n')[1] ?? assert.fail()]

/** @param {string} text */
function assertNoSecret(text) {
  assert.match(text, /<ims-connection/)
  for (const secret of secrets) assert.ok(!text.includes(secret))
}

/** @param {string} script @param {string} [content] */
const write = (script, content = '') =>
  `<!doctype html><html lang="en"><title>test</title><div id="app">${content}</div><script type="module" src="${script}"></script></html>`

/** Defines the element after the application has rendered it, and records the markup from before. */
const late = `
  await import('/start.js')
  while (!document.querySelector('ims-connection')) await new Promise(requestAnimationFrame)
  globalThis.before = document.body.innerHTML
  await import('/js/element.js')`

/** @param {import('playwright-core').Page} page @param {string} name in its field */
const waitForName = (page, name) =>
  page.waitForFunction(
    (value) => /** @type {HTMLInputElement} */ (document.querySelector('input[id$="-name"]')).value === value,
    name,
  )

for (const [name, { start, server }] of Object.entries(applications)) {
  describe(`<ims-connection> in ${name}`, () => {
    /** @type {import('playwright-core').Browser} */
    let browser
    /** @type {Record<string, string>} */
    let files
    before(async () => {
      browser = await launch()
      files = await bundle(start)
    })
    after(() => browser?.close())

    /**
     * @param {Record<string, string>} pages
     * @param {(page: import('playwright-core').Page, render: (props: object) => Promise<void>) => Promise<void>} steps
     */
    async function withPage(pages, steps) {
      const served = await serveModules({ '/props.json': JSON.stringify(props), ...pages })
      const { page, troubles, close } = await openPage(browser, served.url)
      try {
        await steps(page, (given) => page.evaluate((some) => void (/** @type {any} */ (window).render(some)), given))
        assertNoSecret(await page.content())
        assert.deepEqual(troubles, [])
      } finally {
        await close()
        served.close()
      }
    }

    it('takes properties, reports a JWT, and keeps typed text when it is rendered again', { timeout: 60_000 }, () =>
      withPage({ ...files, '/': write('/start.js') }, async (page, render) => {
        assert.equal(await page.getByLabel('Connection Name').inputValue(), 'Clicks')
        await page.getByRole('button', { name: 'Get token', exact: true }).waitFor() // there is a tokenEndpoint
        await page.getByLabel('Description').fill('typed')
        await render({ takenNames: ['clicks'] })
        await page.locator('#ims-name-issues .ims-error').waitFor()
        await render({ takenNames: [] })
        await page.locator('#ims-name-issues .ims-error').waitFor({ state: 'detached' })
        assert.equal(await page.getByLabel('Description').inputValue(), 'typed')
        assert.equal(await page.locator('output').textContent(), '0 characters')
        await page.getByRole('button', { name: 'Sign only' }).click()
        await page.getByText('The private key did not leave it.').waitFor()
        const jwt = await page.locator('code.ims-jwt').textContent()
        await page.locator('output').getByText(`${jwt?.length} characters`).waitFor()
        assert.equal(await page.getByLabel('Description').inputValue(), 'typed')
        assertNoSecret(await page.content())
        await render({ connection: { name: 'Other' } })
        await waitForName(page, 'Other')
      }),
    )

    it('puts no secret into the markup if the element is defined later', { timeout: 60_000 }, async () => {
      const pages = { ...(await bundle(start, { element: false })), '/': write('/late.js'), '/late.js': late }
      await withPage(pages, async (page, render) => {
        assertNoSecret(await page.evaluate('before'))
        await render({ connection: { ...connection, name: 'Later' } })
        await waitForName(page, 'Later')
      })
    })

    it('is rendered on a server without its connection, and gets it in the page', { timeout: 60_000 }, async () => {
      const { toHtml } = await importForServer(server, resolve('build/frameworks', name))
      const html = await toHtml(props)
      assertNoSecret(html)
      await withPage({ ...files, '/': write('/start.js', html) }, async (page) => {
        await waitForName(page, 'Clicks')
        await page.getByRole('button', { name: 'Get token', exact: true }).waitFor()
      })
    })
  })
}

describe('<ims-connection> in a page without a framework', () => {
  it('is a form control', { timeout: 60_000 }, async () => {
    const { '/index.html': html = assert.fail(), ...files } = await bundle('html/index.html')
    const served = await serveModules({ ...files, '/': html, '/connections': '<!doctype html><title>Saved</title>' })
    const browser = await launch()
    try {
      const { page, troubles } = await openPage(browser, served.url)
      await page.getByLabel('Connection Name').fill('sales')
      await page.getByLabel('Connection Name').press('Tab')
      await page.locator('#ims-name-issues .ims-error').waitFor() // the name is taken
      await page.locator('ims-connection').evaluate((/** @type {any} */ element, given) => {
        element.connection = given
      }, connection)
      const told = page.waitForEvent('console', (message) => message.type() === 'log')
      await page.getByRole('button', { name: /^Sign/ }).click()
      assert.match((await told).text(), /^\d{3,}$/)
      const sent = page.waitForRequest(`${served.url}/connections`)
      await page.getByRole('button', { name: 'Save' }).click()
      const value = JSON.parse(new URLSearchParams((await sent).postData() ?? '').get('connection') ?? '')
      assert.deepEqual(
        [value.name, value.clientId, value.clientSecret, value.privateKey],
        [connection.name, connection.clientId, undefined, undefined],
      )
      assert.deepEqual(troubles, [])
    } finally {
      await browser.close()
      served.close()
    }
  })
})
