// The table and text about the parts of an RSA-2048 signature on an engine with relaxed SIMD.
import { milliseconds, table, times } from './format.js'

// Mbed TLS adds a random multiple of p − 1 to each exponent (RSA_EXPONENT_BLINDING in its rsa.c).
const primeBits = 1024
const blindingBits = 8 * 28

/** The measurements of limits.js, by name. */
export const exponents = { blinded: primeBits + blindingBits, unblinded: primeBits }

/** @param {NonNullable<import('./results.js').Results['limits']>} limits */
export function explainLimits({ nodeCrypto, imskit, blinded, unblinded }) {
  const row = (/** @type {string} */ what, /** @type {number} */ time) => [
    what,
    milliseconds(time),
    times(time / nodeCrypto),
  ]
  const rows = [
    row('node:crypto (KeyObject)', nodeCrypto),
    row('imskit, from PEM to JWT', imskit),
    row(`its two exponentiations, exponents of ${exponents.blinded.toLocaleString('en-US')} bits`, blinded),
    row(`the same without blinding: ${exponents.unblinded.toLocaleString('en-US')} bits`, unblinded),
  ]
  const rest = `The other ${milliseconds(imskit - blinded)} read and check the key, make blinding factors and their inverses, and check the
signature. Mbed TLS blinds the exponents and the base; the OpenSSL in node:crypto blinds only the base.`
  return [table(['RSA-2048, relaxed SIMD', 'median', 'relative to node:crypto'], rows), rest]
}
