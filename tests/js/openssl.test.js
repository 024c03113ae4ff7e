// A slice of tests/assure/signatures.test.js.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { load } from 'imskit'
import { makeKeys, makeMessages, signByOpenSsl } from './support/differential.js'

it('signs as OpenSSL does, byte for byte: 20 fresh keys, odd sizes and exponents, messages from empty to 1 MB', async () => {
  const ims = await load()
  for (const { bits, exponent, pem } of await makeKeys({ 2048: 8, 2049: 4, 2056: 4, 3071: 3, 4096: 1 })) {
    const messages = makeMessages(20)
    const expected = signByOpenSsl(pem, messages)
    for (const [i, payload] of messages.entries()) {
      const same = ims.sign({ payload, privateKey: pem }) === expected[i]
      assert.ok(same, `${payload.length} bytes, by a key of ${bits} bits with exponent ${exponent}`)
    }
  }
})
