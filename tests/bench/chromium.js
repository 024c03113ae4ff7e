// Measures import, load, the first signature and warm signatures in Chromium. Each library is bundled, and fetched before it is
// imported.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { bundleEntry } from '../../scripts/build.js'
import { launch } from '../browser/browser.js'
import { serveHandler } from '../support/servers.js'
import { summarize } from './measure.js'
import { payload } from './rivals.js'

/** @param {Record<string, { brotli: Buffer }>} bundles */
function serve(bundles) {
  const page = '<!doctype html><title>bench</title><link rel="icon" href="data:,">'
  const measure = readFileSync(new URL('measure.js', import.meta.url))
  return serveHandler((request, response) => {
    const name = (request.url ?? '/').slice(1)
    // A cross-origin isolated page has a clock resolution of 5 µs instead of 100 µs.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    response.setHeader('Cache-Control', 'no-store')
    if (name === '') return response.setHeader('Content-Type', 'text/html').end(page)
    response.setHeader('Content-Type', 'text/javascript')
    if (name === 'measure.js') return response.end(measure)
    const bundle = bundles[name.replace(/\.js$/, '')]
    if (!bundle) return response.writeHead(404).end()
    return response.setHeader('Content-Encoding', 'br').end(bundle.brotli)
  })
}

/** Runs in the page. @param {{ url: string, pem: string, payload: object }} options */
async function signOnce({ url, pem, payload }) {
  const fetched = URL.createObjectURL(await (await fetch(url)).blob())
  const started = performance.now()
  const { prepare } = await import(fetched)
  const imported = performance.now() - started
  const sign = await prepare()
  const ready = performance.now() - started
  const jwt = await sign(pem, payload)
  return { imported, ready, signed: performance.now() - started, jwt }
}

/** Runs in the page: the steps of imskit's first JWT. @param {{ url: string, pem: string, payload: object }} options */
async function timeFirstPage({ url, pem, payload }) {
  const fetched = URL.createObjectURL(await (await fetch(url)).blob())
  const started = performance.now()
  const { timeSteps } = await import(fetched)
  return { import: performance.now() - started, ...(await timeSteps(pem, payload)) }
}

/** Runs in the page: the time of an import of an empty module. */
async function importNothing() {
  const made = URL.createObjectURL(new Blob([], { type: 'text/javascript' }))
  const started = performance.now()
  await import(made)
  return { imported: performance.now() - started }
}

/** Runs in the page. @param {{ names: string[], pem: string, payload: object, rounds: number, warmUpMs: number }} options */
async function signOften({ names, pem, payload, rounds, warmUpMs }) {
  const url = '/measure.js'
  const { measure } = await import(url)
  /** @type {Record<string, () => unknown>} */
  const cases = {}
  for (const name of names) {
    const { prepare } = await import(`/${name}.js`)
    const sign = await prepare()
    cases[name] = () => sign(pem, payload)
  }
  return measure(cases, { rounds, warmUpMs, batchMs: 2 })
}

/**
 * @param {Awaited<ReturnType<typeof import('./bundles.js').bundleAll>>} bundles
 * @param {string} pem @param {{ rounds: number, warmRounds: number, warmUpMs: number }} options
 */
export async function measureChromium(bundles, pem, { rounds, warmRounds, warmUpMs }) {
  const firstPage = { brotli: brotliCompressSync(await bundleEntry('tests/bench/first-page.js')) }
  const origin = await serve({ ...bundles, 'first-page': firstPage })
  const browser = await launch()
  const publicKey = createPublicKey(pem)
  /** Runs in a page of its own, in a context of its own. @template A, R @param {(argument: A) => Promise<R>} inPage @param {A} argument */
  async function inFreshPage(inPage, argument) {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(origin)
      return await page.evaluate(/** @type {any} */ (inPage), argument)
    } finally {
      await context.close()
    }
  }
  try {
    const names = Object.keys(bundles)
    const cases = names.map((name) => ({ name, samples: /** @type {Record<string, number>[]} */ ([]) }))
    const empty = /** @type {number[]} */ ([])
    const pages = /** @type {Record<string, number>[]} */ ([])
    for (let round = 0; round <= rounds; round++) {
      const { imported } = await inFreshPage(importNothing, undefined)
      const page = await inFreshPage(timeFirstPage, { url: '/first-page.js', pem, payload })
      if (round > 0) {
        empty.push(imported)
        pages.push(page)
      }
      for (const { name, samples } of cases) {
        const { jwt, ...times } = await inFreshPage(signOnce, { url: `/${name}.js`, pem, payload })
        const [header, claims, signature] = jwt.split('.')
        const input = Buffer.from(`${header}.${claims}`)
        if (!verify('sha256', input, publicKey, Buffer.from(signature, 'base64url')))
          throw new Error(`${name} gives a wrong signature`)
        if (round > 0) samples.push(times)
      }
    }
    const columns = /** @type {const} */ (['imported', 'ready', 'signed'])
    /** @type {Record<string, Record<string, import('./measure.js').Measure>>} */
    const first = Object.fromEntries(
      cases.map(({ name, samples }) => [
        name,
        Object.fromEntries(columns.map((column) => [column, summarize(samples.map((one) => one[column] ?? 0))])),
      ]),
    )
    const steps = Object.fromEntries(
      Object.keys(pages[0] ?? {}).map((step) => [step, summarize(pages.map((page) => page[step] ?? 0))]),
    )
    const warm = await inFreshPage(signOften, { names, pem, payload, rounds: warmRounds, warmUpMs })
    const all = { 'an empty module': { imported: summarize(empty) }, ...first }
    return { version: browser.version(), first: all, steps, warm }
  } finally {
    await browser.close()
  }
}
