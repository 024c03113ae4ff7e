// The bundled package in a web worker and in a service worker, under the policy that the README names, and in a page whose
// policy forbids WebAssembly.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { bundleEntry } from '../../scripts/build.js'
import { connection } from '../support/connection.js'
import { makeKey } from '../support/keys.js'
import { serveHandler } from '../support/servers.js'
import { checkJwt } from './served.js'

const limits = { timeout: 120_000 }
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

/** A worker that answers each message, a connection, with a JWT. */
const worker = `import { load } from './imskit.js'
addEventListener('message', async ({ data, ports: [port] }) => port.postMessage((await load()).signJwt(data)))`

/** Runs in the page: gets a JWT from a worker. @param {object} connection */
const askWorker = (connection) =>
  new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(data)
    const worker = new Worker('worker.js', { type: 'module' })
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(connection, [port2])
  })

/** Runs in the page: gets a JWT from a service worker. @param {object} connection */
const askServiceWorker = async (connection) => {
  await navigator.serviceWorker.register('worker.js', { type: 'module' })
  const { active } = await navigator.serviceWorker.ready
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => resolve(data)
    active?.postMessage(connection, [port2])
  })
}

/** Runs in the page: the code of the error of `load`. */
const loadInPage = async () => {
  const { load } = await import(/** @type {any} */ ('/imskit.js'))
  return load().catch((/** @type {{ code?: string }} */ { code }) => code)
}

const kinds = { 'Web Worker': askWorker, 'Service Worker': askServiceWorker }
const { privateKey } = makeKey()
const given = connection({ privateKey })
/** @type {[type: string, text: string]} */
const page = ['text/html', '<!doctype html><title>workers</title><link rel="icon" href="data:,">']
/** @type {Record<string, [type: string, text: string]>} */
const files = {
  '/': page,
  '/without-wasm': page,
  '/worker.js': ['text/javascript', worker],
  '/imskit.js': ['text/javascript', await bundleEntry()],
}
const origin = await serveHandler(({ url = '' }, response) => {
  const [type, text] = files[url] ?? []
  if (!type) return response.writeHead(404).end()
  const allowed = url === '/without-wasm' ? "default-src 'self'" : policy
  response.setHeader('content-security-policy', `${allowed}; img-src data:`).setHeader('content-type', type).end(text)
})

for (const engine of ['chromium', 'firefox', 'webkit']) {
  describe(`workers in ${engine}`, () => {
    /** @type {import('./engines/engine.js').Engine} */
    let browser
    before(async () => {
      browser = await (await import(`./engines/${engine}.js`)).launch()
    }, limits)
    after(() => browser?.close(), limits)

    for (const [kind, sign] of Object.entries(kinds)) {
      test(`a ${kind} signs`, limits, async () => {
        const tab = await browser.open()
        try {
          await tab.goto(`${origin}/`)
          const jwt = await tab.run(`(${sign})(${JSON.stringify(given)})`)
          assert.equal(checkJwt(jwt, privateKey).claims.iss, given.organizationId)
          assert.deepEqual(await tab.troubles(), [])
        } finally {
          await tab.close()
        }
      })
    }

    test('load rejects with ERR_WASM_UNAVAILABLE if the policy forbids WebAssembly', limits, async () => {
      const tab = await browser.open()
      try {
        await tab.goto(`${origin}/without-wasm`)
        assert.equal(await tab.run(`(${loadInPage})()`), 'ERR_WASM_UNAVAILABLE')
      } finally {
        await tab.close()
      }
    })
  })
}
