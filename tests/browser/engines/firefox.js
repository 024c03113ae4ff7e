// Firefox ESR, by Puppeteer over WebDriver BiDi.
import { env } from 'node:process'
import { launch as launchBrowser } from 'puppeteer-core'
import { contain } from './contain.js'
import { desktop, reportViolations, watch } from './engine.js'

/** @returns {Promise<import('./engine.js').Engine>} */
export async function launch() {
  const [executablePath, args] = contain([env.FIREFOX ?? 'firefox-esr', '--headless'])
  // Puppeteer's default arguments would come first. It appends those for profile and port in any case.
  const options = { browser: /** @type {const} */ ('firefox'), executablePath, args, ignoreDefaultArgs: true }
  const handle = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  const browser = await launchBrowser({ ...options, ...handle, timeout: 60_000, protocolTimeout: 60_000 })
  return { open: (size) => open(browser, size), close: () => browser.close() }
}

/** @param {import('puppeteer-core').Browser} browser @param {{ width: number, height: number }} [viewport] */
async function open(browser, viewport = desktop) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.setViewport(viewport)
  const troubles = watch(page)
  await page.evaluateOnNewDocument(reportViolations)
  return {
    async goto(/** @type {string} */ url) {
      await page.goto(url)
    },
    run: (/** @type {string} */ source) => page.evaluate(source),
    click: (/** @type {number} */ x, /** @type {number} */ y) => page.mouse.click(x, y),
    type: (/** @type {string} */ text) => page.keyboard.type(text),
    async press(/** @type {string[]} */ names) {
      const keys = /** @type {import('puppeteer-core').KeyInput[]} */ (names)
      for (const key of keys) await page.keyboard.down(key)
      for (const key of keys.reverse()) await page.keyboard.up(key)
    },
    async setFiles(/** @type {string} */ selector, /** @type {string[]} */ paths) {
      const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement> | null} */ (
        await page.$(selector)
      )
      if (!input) throw new Error(`there is no ${selector}`)
      await input.uploadFile(...paths)
    },
    screenshot: () => page.screenshot(),
    troubles,
    close: () => context.close(),
  }
}
