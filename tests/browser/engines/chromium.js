// Chromium, by Playwright.
import { launch as launchBrowser } from '../browser.js'
import { desktop, reportViolations, watch } from './engine.js'

/** @returns {Promise<import('./engine.js').Engine>} */
export async function launch() {
  const browser = await launchBrowser()
  return { open: (viewport) => openTab(browser, { viewport }), close: () => browser.close() }
}

/**
 * With Playwright's own page, for tests that need Chromium.
 * @param {import('playwright-core').Browser} browser @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function openTab(browser, { viewport = desktop, ...options } = {}) {
  const context = await browser.newContext({ viewport, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const troubles = watch(page)
  await page.addInitScript(reportViolations)
  return {
    playwright: page,
    async goto(/** @type {string} */ url) {
      await page.goto(url)
    },
    run: (/** @type {string} */ source) => page.evaluate(source),
    click: (/** @type {number} */ x, /** @type {number} */ y) => page.mouse.click(x, y),
    type: (/** @type {string} */ text) => page.keyboard.type(text),
    press: (/** @type {string[]} */ keys) => page.keyboard.press(keys.join('+')),
    setFiles: (/** @type {string} */ selector, /** @type {string[]} */ paths) => page.setInputFiles(selector, paths),
    screenshot: () => page.screenshot(),
    troubles,
    close: () => context.close(),
  }
}
