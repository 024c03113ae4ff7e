// Compares 10,000 signatures with OpenSSL's in Node, with both arithmetics, and a sample of them in Chromium.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, it } from 'node:test'
import { load } from 'imskit'
import { bundleEntry } from '../../scripts/build.js'
import { launch } from '../browser/browser.js'
import { describeKeys, makeKeys, makeMessages, signByOpenSsl } from '../support/differential.js'
import { setRelaxedSimd } from '../support/relaxed-simd.js'
import { serveHandler } from '../support/servers.js'

const messagesPerKey = 50
const counts = { 2048: 80, 2049: 30, 2056: 30, 3071: 20, 3072: 16, 4096: 16, 6144: 4, 8192: 4 }

/** @type {import('../support/differential.js').Key[]} */
let keys
before(async () => {
  keys = await makeKeys(counts)
})

/** @param {(pem: string, messages: Uint8Array[]) => string[] | Promise<string[]>} sign @param {typeof keys} some */
async function compare(sign, some) {
  let same = 0
  for (const { bits, exponent, pem } of some) {
    const messages = makeMessages(messagesPerKey)
    const expected = signByOpenSsl(pem, messages)
    for (const [i, jws] of (await sign(pem, messages)).entries()) {
      assert.ok(jws === expected[i], `${messages[i]?.length} bytes, by a key of ${bits} bits with exponent ${exponent}`)
      same++
    }
  }
  return same
}

for (const [arithmetic, relaxed] of /** @type {const} */ ([
  ['without', false],
  ['with', true],
])) {
  it(`signs as OpenSSL does in Node, ${arithmetic} relaxed SIMD`, async (t) => {
    assert.ok(setRelaxedSimd(relaxed) || !relaxed)
    const ims = await load({ wasm: readFileSync('dist/core.wasm') })
    const sign = (/** @type {string} */ privateKey, /** @type {Uint8Array[]} */ messages) =>
      messages.map((payload) => ims.sign({ payload, privateKey }))
    const same = await compare(sign, keys)
    assert.equal(same, 10_000)
    t.diagnostic(`${same} signatures equal OpenSSL's; ${keys.length} keys: ${describeKeys(keys)}`)
  })
}

it('signs as OpenSSL does in Chromium', async (t) => {
  const code = await bundleEntry()
  const origin = await serveHandler((request, response) =>
    request.url === '/imskit.js'
      ? response.setHeader('Content-Type', 'text/javascript').end(code)
      : response.setHeader('Content-Type', 'text/html').end('<!doctype html>'),
  )
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(origin)
    const sign = (/** @type {string} */ privateKey, /** @type {Uint8Array[]} */ messages) =>
      page.evaluate(
        async ({ privateKey, payloads }) => {
          const url = '/imskit.js'
          const ims = await (await import(url)).load()
          const decode = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
          return payloads.map((payload) => ims.sign({ payload: decode(payload), privateKey }))
        },
        { privateKey, payloads: messages.map((message) => Buffer.from(message).toString('base64')) },
      )
    const some = keys.filter((_, i) => i % 9 === 0)
    const same = await compare(sign, some)
    assert.equal(same, messagesPerKey * some.length)
    t.diagnostic(`${same} signatures equal OpenSSL's in Chromium ${browser.version()}; ${describeKeys(some)}`)
  } finally {
    await browser.close()
  }
})
