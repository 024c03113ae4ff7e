// The console in Chromium, for tests that need Playwright.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch } from './browser.js'
import { openTab } from './engines/chromium.js'
import { createPerson } from './person.js'
import { startConsole, viewOf } from './served.js'

const limits = { timeout: 120_000 }

/**
 * @param {import('playwright-core').Browser} browser @param {string} url
 * @param {import('playwright-core').BrowserContextOptions & { prepare?: (page: import('playwright-core').Page) => unknown }} [options]
 */
export async function openConsole(browser, url, { prepare, ...options } = {}) {
  const person = createPerson(await openTab(browser, options))
  await prepare?.(person.playwright)
  await person.goto(url)
  await person.count('#loading[hidden]', 1)
  return person
}

/**
 * Serves the console while the tests of the file run.
 * @param {{ flags?: string[], file?: string, port?: number, allowedOrigins?: string[], url?: string, key?: string }} [options]
 */
export function serveInChromium({ flags, url, ...serving } = {}) {
  /** @type {import('playwright-core').Browser} */
  let browser
  /** @type {Awaited<ReturnType<typeof startConsole>>} */
  let server
  before(async () => {
    server = await startConsole(serving)
    browser = await launch(flags)
  }, limits)
  after(async () => {
    await browser?.close()
    await server?.close()
  }, limits)

  /**
   * @param {string} title
   * @param {Parameters<typeof openConsole>[2] & { tolerate?: RegExp }} options `tolerate`: troubles that the test expects
   * @param {(page: Awaited<ReturnType<typeof openConsole>>, served: { server: typeof server, t: import('node:test').TestContext }) => Promise<void>} steps
   */
  return (title, { tolerate, ...options }, steps) =>
    test(title, limits, async (t) => {
      const page = await openConsole(browser, viewOf(url ?? server.url, '#/new'), options)
      try {
        await steps(page, { server, t })
        const troubles = (await page.troubles()).filter((trouble) => !tolerate?.test(trouble))
        assert.deepEqual(troubles, [])
      } finally {
        await page.close()
      }
    })
}
