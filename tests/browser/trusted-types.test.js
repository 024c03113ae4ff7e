// <ims-connection> under Trusted Types, as docs/element.md describes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { connection as complete } from '../support/connection.js'
import { makeKey } from '../support/keys.js'
import { launch } from './browser.js'
import { serveModules } from './modules.js'

const limits = { timeout: 60_000 }
const { privateKey } = makeKey()
const connection = complete({ name: 'Clicks', privateKey })
const strict =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types"
const pages = {
  '/': '<!doctype html><html lang="en"><title>test</title><ims-connection></ims-connection><script type="module" src="/js/element.js"></script></html>',
}

/** The default policy that docs/element.md shows. */
const policyExample = () => {
  const [, section = ''] = readFileSync('docs/element.md', 'utf8').split('\n## Under Trusted Types\n')
  return /```js\n(.*?)```/s.exec(section)?.[1] ?? assert.fail()
}

describe('<ims-connection> under Trusted Types', () => {
  /** @type {import('playwright-core').Browser} */
  let browser
  before(async () => {
    browser = await launch()
  }, limits)
  after(() => browser?.close())

  /**
   * @param {string} policies that the page allows
   * @param {(page: import('playwright-core').Page, violations: string[]) => Promise<void>} steps
   */
  async function withPage(policies, steps) {
    const server = await serveModules(pages, `${strict} ${policies}`)
    const page = await browser.newPage()
    /** @type {string[]} */
    const violations = []
    await page.exposeFunction('report', (/** @type {string} */ text) => violations.push(text))
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        /** @type {any} */ (window).report(`${violatedDirective} ${blockedURI} ${sample}`),
      )
    })
    try {
      await page.goto(server.url)
      await steps(page, violations)
    } finally {
      await page.close()
      server.close()
    }
  }

  /** Validates, takes a file and signs. @param {import('playwright-core').Page} page */
  async function useForm(page) {
    await page.locator('#ims-name').fill('a/b')
    await page.locator('#ims-name').press('Tab')
    await page.locator('#ims-name-issues .ims-error').waitFor()
    const file = { name: 'private.key', mimeType: '', buffer: Buffer.from(privateKey) }
    await page.locator('#ims-files').setInputFiles([file])
    await page.locator('.ims-taken').getByText('Filled in from private.key').waitFor()
    const jwt = await page.locator('ims-connection').evaluate((/** @type {any} */ element, given) => {
      element.connection = given
      return element.signJwt()
    }, connection)
    assert.equal(jwt.split('.').length, 3)
  }

  test('works with the policy of Lit, and signs in the page because it may not start a worker', limits, () =>
    withPage('lit-html', async (page, violations) => {
      await useForm(page)
      assert.equal(page.workers().length, 0)
      while (violations.length === 0) await page.waitForTimeout(10)
      assert.match(violations.join('\n'), /^require-trusted-types-for trusted-types-sink Worker constructor/)
    }),
  )

  test('signs in a worker if a default policy permits URLs of the origin', limits, () =>
    withPage('lit-html default', async (page, violations) => {
      await page.evaluate(policyExample())
      const started = page.waitForEvent('worker')
      await useForm(page)
      await started
      assert.deepEqual(violations, [])
    }),
  )

  test('works next to another copy of Lit if duplicates are allowed', limits, async () => {
    const createFirst = `trustedTypes.createPolicy('lit-html', { createHTML: (html) => html })`
    await withPage('lit-html', async (page) => {
      await page.addInitScript(createFirst)
      const error = page.waitForEvent('pageerror')
      await page.reload()
      assert.match((await error).message, /already exists/)
    })
    await withPage("lit-html 'allow-duplicates'", async (page) => {
      await page.addInitScript(createFirst)
      await page.reload()
      await useForm(page)
    })
  })

  test('is not defined without the policy of Lit', limits, () =>
    withPage("'none'", async (page, violations) => {
      const error = page.waitForEvent('pageerror')
      await page.reload()
      assert.match((await error).message, /Policy "lit-html" disallowed/)
      assert.equal(await page.evaluate(() => customElements.get('ims-connection')), undefined)
      assert.match(violations[0] ?? '', /^trusted-types /)
    }),
  )
})
