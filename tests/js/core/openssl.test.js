// A slice of tests/assure/signatures.test.js.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { load } from 'imskit'
import { makeKeys, makeMessages, signByOpenSsl } from '../../support/differential.js'
import { setRelaxedSimd } from '../../support/relaxed-simd.js'

/** By 20 fresh keys, odd sizes and exponents, messages from empty to 1 MB. @param {import('imskit').Ims} ims */
async function expectSameSignatures(ims) {
  for (const { bits, exponent, pem } of await makeKeys({ 2048: 8, 2049: 4, 2056: 4, 3071: 3, 4096: 1 })) {
    const messages = makeMessages(20)
    const expected = signByOpenSsl(pem, messages)
    for (const [i, payload] of messages.entries()) {
      const same = ims.sign({ payload, privateKey: pem }) === expected[i]
      assert.ok(same, `${payload.length} bytes, by a key of ${bits} bits with exponent ${exponent}`)
    }
  }
}

it('makes the same signatures as OpenSSL', async () => {
  setRelaxedSimd(false)
  await expectSameSignatures(await load())
})

it('makes the same signatures with fused multiply-add', async () => {
  assert.ok(setRelaxedSimd(true))
  await expectSameSignatures(await load({ wasm: readFileSync('dist/core.wasm') }))
})
