// How the console is delivered: its policy, its size, and the time until the form can be used.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { serveInChromium } from './chromium.js'
import { button, signed } from './places.js'
import { organization, viewOf } from './served.js'

/** For the list, and for the form without the core, whose limit is in tests/js/package/bundle.test.js. */
const maxBytes = { list: 10 * 1024, form: 38 * 1024 }
/** Files that load only when someone adds files, signs, or saves what someone else changed. */
const onDemand = /zip-library-|credentials-|read-|sign-worker-|conflict-/
const isCore = /core-.*\.wasm$/

const folder = 'dist/console'

const inChromium = serveInChromium({ file: organization })

inChromium('has a strict policy, for styles too', {}, async (page) => {
  const answer = await page.playwright.reload()
  const policy = (answer?.headers()['content-security-policy'] ?? '').split(/; */)
  assert.ok(policy.includes("default-src 'self'"), `${policy}`)
  assert.ok(policy.includes("script-src 'self' 'wasm-unsafe-eval'"), `${policy}`)
  assert.doesNotMatch(policy.join(), /unsafe-inline|'unsafe-eval'|style-src/)
})

/** @type {string[]} */
const paths = []
const prepare = (/** @type {import('playwright-core').Page} */ page) =>
  page.context().on('request', (request) => paths.push(new URL(request.url()).pathname.slice(1) || 'index.html'))

inChromium(
  `loads less than ${maxBytes.form / 1024} KB and the core for the form, compressed with brotli`,
  { prepare },
  async (page, { t }) => {
    await page.click(button('Fill in the demo connection'))
    await page.click(button('Get token'))
    await page.count(button('Copy token'), 1)
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const files = entries.map(({ parentPath, name }) => join(parentPath, name)).filter((name) => !name.endsWith('.br'))
    let total = 0
    for (const file of files) {
      const { length } = brotliCompressSync(readFileSync(file))
      if (!onDemand.test(file) && !isCore.test(file)) total += length
      t.diagnostic(`${String(length).padStart(7)} ${file}`)
    }
    t.diagnostic(`${String(total).padStart(7)} bytes with brotli, without the core and what loads on demand`)
    assert.ok(total < maxBytes.form)
    const others = paths.filter((path) => !/^(api|sandbox)\//.test(path) && !files.includes(join(folder, path)))
    assert.deepEqual(others, [], 'loaded, and not counted')
    assert.ok(paths.includes('index.html'))
    const served =
      await page.run(`Promise.all(performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/')).map(async ({ name }) => {
      const { headers } = await fetch(name)
      return [headers.get('content-encoding'), headers.get('cache-control')]
    }))`)
    assert.ok(served.length >= 4)
    for (const [encoding, caching] of served) {
      assert.equal(encoding, 'br')
      assert.equal(caching, 'public, max-age=31536000, immutable')
    }
  },
)

inChromium(
  `loads less than ${maxBytes.list / 1024} KB before it shows the list`,
  { tolerate: /ERR_FAILED/ },
  async (page, { server, t }) => {
    const { playwright } = page
    /** @type {Set<string>} */
    const loaded = new Set()
    await playwright.route('**/*', (route) => {
      const path = new URL(route.request().url()).pathname.slice(1) || 'index.html'
      if (isCore.test(path) || /form-.*\.js$/.test(path)) return route.abort()
      if (!/^(api|sandbox)\//.test(path) && !onDemand.test(path)) loaded.add(path) // a page before may still load the latter
      return route.continue()
    })
    await page.goto(viewOf(server.url, '?list#/'))
    await page.count('#list li', 3)
    let total = 0
    for (const path of loaded) {
      const { length } = brotliCompressSync(readFileSync(join(folder, path)))
      total += length
      t.diagnostic(`${String(length).padStart(7)} ${path}`)
    }
    t.diagnostic(`${String(total).padStart(7)} bytes with brotli`)
    assert.ok(total < maxBytes.list)
  },
)

/** Runs in the page: sets a performance mark when the form can be used. */
function markReady() {
  customElements
    .whenDefined('ims-connection')
    .then(() => /** @type {any} */ (document.querySelector('ims-connection')).ready)
    .then(() => performance.mark('ready'))
}

inChromium(
  'measures the time until the form can be used',
  { prepare: (page) => page.addInitScript(markReady) },
  async (page, { server, t }) => {
    /** @type {number[]} */
    const times = []
    for (let round = 0; round < 5; round++) {
      await page.goto(viewOf(server.url, `?${round}#/new`))
      times.push(await page.waitFor(() => performance.getEntriesByName('ready')[0]?.startTime))
    }
    const ready = times.map((time) => time.toFixed(0)).join(', ')
    t.diagnostic(`from navigation until the form can be used, in ms: ${ready}`)
    await page.click(button('Fill in the demo connection'))
    await page.click(button('Sign only'))
    await page.count(signed, 1)
  },
)
