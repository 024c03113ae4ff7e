// Runs in a child process with relaxed SIMD: times the exponentiations of an RSA-2048 signature, the whole signature, and that
// of node:crypto.
import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openFused } from '../support/fused.js'
import { answer, options } from './job.js'
import { measure } from './measure.js'
import { payload } from './rivals.js'
import { signingInput } from './signers/encoding.js'

const { key, signer, rounds, warmUpMs, exponents } = options()
const pem = readFileSync(key, 'utf8')
const signJwt = await (await import(signer)).prepare()
const keyObject = createPrivateKey(pem)
const input = Buffer.from(signingInput(payload))

const random = (/** @type {number} */ bits) => BigInt(`0x${randomBytes(bits / 8).toString('hex')}`)
const modulus = random(1024) | 1n | (1n << 1023n)

/** The two exponentiations of a signature. @param {number} bits of the exponent */
function prepareTwo(bits) {
  const run = openFused().prepare(random(1016), random(bits) | (1n << BigInt(bits - 1)), modulus)
  return () => {
    run()
    run()
  }
}

const measured = await measure(
  {
    nodeCrypto: () => sign('sha256', input, keyObject),
    imskit: () => signJwt(pem, payload),
    ...Object.fromEntries(
      Object.entries(exponents).map(([name, bits]) => [name, prepareTwo(/** @type {number} */ (bits))]),
    ),
  },
  { rounds, warmUpMs, batchMs: 2 },
)
answer(Object.fromEntries(Object.entries(measured).map(([name, { median }]) => [name, median])))
