// From what a product of 1024-bit numbers takes to what a signature with RSA-2048 can take: its table and sentences.
import { microseconds, milliseconds, table, times } from './format.js'
import { mostOfNodeCrypto } from './goals.js'

// Of one exponentiation modulo a prime, as src/modexp/power.cpp makes it. Mbed TLS adds a random multiple of p − 1 to the
// exponent (RSA_EXPONENT_BLINDING in its rsa.c).
const primeBits = 1024
const blindingBits = 8 * 28
const windowBits = 5

/** @param {number} bits of the exponent */
function countProducts(bits) {
  const windows = Math.ceil(bits / windowBits) - 1
  return 2 * (windows * (windowBits + 1) + 2 ** windowBits)
}

/** Of a signature. */
const products = countProducts(primeBits + blindingBits)
const unblinded = countProducts(primeBits)

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(0)} %`

/** @param {NonNullable<import('./results.js').Results['limits']>} limits */
export function explainLimits({ nodeCrypto, imskit, shipped, fma }) {
  const limit = mostOfNodeCrypto.relaxed
  const most = limit * nodeCrypto
  const rest = imskit - products * shipped
  /** @param {string} name @param {number} product */
  const row = (name, product) => [
    name,
    microseconds(product),
    milliseconds(products * product),
    times((products * product) / nodeCrypto),
    milliseconds(unblinded * product),
  ]
  const rows = [row('imskit', shipped), ...(fma === undefined ? [] : [row('relaxed SIMD, a trial', fma)])]
  const count = products.toLocaleString('en-US')
  const head = ['product of 1,024 bits', 'one', count, 'of node:crypto (KeyObject)', 'exponents not blinded']

  const today = `The two exponentiations of a signature with RSA-2048 make ${count} products of ${primeBits.toLocaleString('en-US')} bits: \
${milliseconds(products * shipped)} of its ${milliseconds(imskit)}, where node:crypto with a KeyObject takes ${milliseconds(nodeCrypto)}. \
Blinding the exponents, ${blindingBits} bits of ${(primeBits + blindingBits).toLocaleString('en-US')}, makes ${percent(1 - unblinded / products)} of them.`
  if (fma === undefined) return [table(head, rows), today]

  const least = products * fma
  const relaxed = `The trial multiplies limbs of 51 bits by fused multiply-add; a squaring of its own, which it has not, \
could save a quarter of each square at most. In its place a signature would take about \
${milliseconds(rest + least)}: ${times((rest + least) / nodeCrypto)} node:crypto.`
  const bare = `Even if nothing but these products were left, ${milliseconds(least)} would be ${times(least / nodeCrypto)} node:crypto`
  const conclusion =
    least > most
      ? `${bare}; ${limit} × is ${milliseconds(most)}.`
      : `These products alone take ${times(least / nodeCrypto)} node:crypto. For ${limit} × everything else, ${milliseconds(rest)} now, \
could take ${milliseconds(most - least)}${rest > most - least ? `, ${times((most - least) / rest)} what it takes` : ''}.`
  return [table(head, rows), `${today}\n${relaxed}\n${conclusion}`]
}
