#!/usr/bin/env node
// Takes screenshots of every state of the console for review, and the one in the README:   npm run screenshots
import { mkdirSync, writeFileSync } from 'node:fs'
import { build } from './build.js'
import { requireCommands, say } from './system.js'

const folder = 'build/screenshots'
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }
/** The settings of the screenshot in the README. */
const shown = { state: 'empty', viewport: { width: 1080, height: 800 }, maxBytes: 200_000 }

if (!process.env.CHROMIUM) requireCommands({ chromium: 'chromium' })
await build()
const { launch } = await import('../tests/browser/browser.js')
const { openConsole } = await import('../tests/browser/chromium.js')
const { organization, startConsole, viewOf } = await import('../tests/browser/served.js')
const { states } = await import('../tests/browser/states.js')

mkdirSync(folder, { recursive: true })
const server = await startConsole({ file: organization })
const browser = await launch()

/** Runs in the page. */
const measureHeight = () => document.documentElement.scrollHeight

/**
 * @param {keyof typeof states} state @param {'light' | 'dark'} colorScheme @param {{ width: number, height: number }} viewport
 * @param {boolean} [whole] the full page, not only the viewport
 */
async function photograph(state, colorScheme, viewport, whole = true) {
  const page = await openConsole(browser, viewOf(server.url, '#/new'), {
    reducedMotion: 'reduce',
    colorScheme,
    viewport,
  })
  await states[state]?.(page)
  const { playwright } = page
  if (whole) await playwright.setViewportSize({ ...viewport, height: await playwright.evaluate(measureHeight) })
  const png = await playwright.screenshot({ animations: 'disabled' })
  await page.close()
  return png
}

try {
  for (const state of Object.keys(states)) {
    for (const [name, viewport] of Object.entries(sizes)) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const file = `${folder}/${state}-${name}-${colorScheme}.png`
        writeFileSync(file, await photograph(state, colorScheme, viewport))
        say(file)
      }
    }
  }
  const png = await photograph(shown.state, 'light', shown.viewport, false)
  if (png.length > shown.maxBytes)
    throw new Error(`The screenshot for the README has ${png.length} bytes. Show less of the page.`)
  writeFileSync('docs/screenshot.png', png)
  say(`docs/screenshot.png, ${(png.length / 1024).toFixed(0)} KB`)
} finally {
  await browser.close()
  await server.close()
}
