// Chromium, and pages that are watched for what must not happen.
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
    throw new Error(`There is no Chromium at ${executablePath}. Install it, or name another in CHROMIUM.`)
  }
  // Killed, the tests take it along; the handlers of signals would have them go on without it.
  const handle = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  return chromium.launch({ executablePath, args: [...flags.split(' '), ...more], ...handle })
}

/**
 * A page in a context of its own. `troubles` collects what a test must find empty: violations of the content security
 * policy, errors of the page and its console, requests to other origins. `bodies` collects what was sent.
 * @param {import('playwright-core').Browser} browser @param {string} url
 * @param {import('playwright-core').BrowserContextOptions & { tolerate?: RegExp }} [options] `tolerate`: console errors
 *   that belong to the test, like the browser's own note of an HTTP 401
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
 * A test on such a page, on which nothing else may go wrong either.
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
