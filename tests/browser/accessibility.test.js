// axe-core's rules in every state of the console, in light, in dark and at 200 % zoom.
import assert from 'node:assert/strict'
import axe from 'axe-core'
import { serveInChromium } from './chromium.js'
import { organization } from './served.js'
import { states } from './states.js'

const inChromium = serveInChromium({ file: organization })
const large = { width: 1280, height: 900 }

/** What zoom does: half as many pixels for the page, each of double size. */
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

/** The browser's own note of an answer that two of the states are about. */
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

inChromium('a field without a label would be found', {}, async (page) => {
  await page.playwright.evaluate(axe.source)
  await page.playwright.evaluate(() => document.querySelector('main')?.append(document.createElement('input')))
  assert.match((await findViolations(page.playwright)).join(), /^label: /)
})
