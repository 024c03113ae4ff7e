// Checks every state of the console with axe-core: in light and dark colors, and at 200 % zoom.
import assert from 'node:assert/strict'
import axe from 'axe-core'
import { serveInChromium } from './chromium.js'
import { organization } from './served.js'
import { states } from './states.js'

const inChromium = serveInChromium({ file: organization })
const large = { width: 1280, height: 900 }

/** The viewport at 200 % zoom: half as many CSS pixels, each twice as large. */
const zoomed = { width: large.width / 2, height: large.height / 2 }

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
const findViolations = (page) =>
  page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run()
    return violations.flatMap((/** @type {any} */ { id, help, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${help}: ${target}: ${failureSummary}`),
    )
  })

const findOverflow = () => document.documentElement.scrollWidth - innerWidth

/** The browser's message about failed requests, which two states make. */
const tolerate = /Failed to load resource/

for (const [name, reach] of Object.entries(states)) {
  inChromium(name, { reducedMotion: 'reduce', tolerate }, async (page) => {
    await reach(page)
    await page.playwright.evaluate(axe.source)
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.playwright.emulateMedia({ colorScheme })
      for (const size of [large, zoomed]) {
        await page.playwright.setViewportSize(size)
        const where = `${name}, ${colorScheme}, ${size.width} px`
        assert.deepEqual(await findViolations(page.playwright), [], where)
        assert.ok((await page.playwright.evaluate(findOverflow)) <= 0, `something is cut off: ${where}`)
      }
    }
  })
}

inChromium('reports a field without a label', {}, async (page) => {
  await page.playwright.evaluate(axe.source)
  await page.playwright.evaluate(() => document.querySelector('main')?.append(document.createElement('input')))
  assert.match((await findViolations(page.playwright)).join(), /^label: /)
})
