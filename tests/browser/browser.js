// Starts Chromium, and opens pages that record errors, policy violations and foreign requests.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { env } from 'node:process'
import { test } from 'node:test'
import { chromium } from 'playwright-core'

const executablePath = env.CHROMIUM ?? '/usr/bin/chromium'
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

/** @param {string[]} [more] flags */
export function launch(more = []) {
  if (!existsSync(executablePath)) {
    throw new Error(`Chromium is not at ${executablePath}. Install it, or set CHROMIUM to its path.`)
  }
  // Without Playwright's signal handlers, a signal ends the tests and Chromium with them.
  const handle = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  return chromium.launch({ executablePath, args: [...flags.split(' '), ...more], ...handle })
}

/**
 * Opens a page in a new context. `troubles` lists what must not happen: violations of the content security policy, errors of
 * the page and its console, requests to other origins. `bodies` lists the bodies of its requests.
 * @param {import('playwright-core').Browser} browser @param {string} url
 * @param {import('playwright-core').BrowserContextOptions & { tolerate?: RegExp }} [options] `tolerate`: console errors
 *   that the test expects, such as the browser's message about an HTTP 401
 */
export async function openPage(browser, url, { tolerate, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  /** @type {string[]} */
  const troubles = []
  /** @type {string[]} */
  const bodies = []
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !tolerate?.test(message.text())) troubles.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    bodies.push(request.postData() ?? '')
    if (new URL(request.url()).origin !== new URL(url).origin) troubles.push(`request to ${request.url()}`)
  })
  await page.exposeFunction('reportViolation', (/** @type {string} */ text) => troubles.push(`CSP: ${text}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      // @ts-expect-error exposed above
      window.reportViolation(`${violatedDirective} ${blockedURI}`)
    })
  })
  const policy = (await page.goto(url))?.headers()['content-security-policy'] ?? ''
  if (!policy.includes("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")) troubles.push(`policy: ${policy}`)
  await page.locator('ims-connection .ims-files').first().waitFor({ state: 'attached' })
  return { page, troubles, bodies, close: () => context.close() }
}

/**
 * Defines a test on such a page. The test fails if `troubles` is not empty at the end.
 * @param {string} title @param {() => ReturnType<typeof openPage>} open
 * @param {(page: import('playwright-core').Page, opened: Awaited<ReturnType<typeof openPage>>) => Promise<void>} steps
 */
export function testPage(title, open, steps) {
  test(title, { timeout: 60_000 }, async () => {
    const opened = await open()
    try {
      await steps(opened.page, opened)
      assert.deepEqual(opened.troubles, [])
    } finally {
      await opened.close()
    }
  })
}
