// Breaks figures down: an RSA-2048 signature on an engine with relaxed SIMD, and the validation of five errors.
import { bytes, microseconds, milliseconds, table, times } from './format.js'

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

/** @param {NonNullable<import('./results.js').Results['validate']>} validate */
export function explainErrors({ one, issueBytes }) {
  const median = (/** @type {string} */ name) => one[name]?.median ?? 0
  const [all, valid, parsing] = [median('imskit errors'), median('imskit all'), median('issues')]
  const least = valid + parsing
  return `Of the ${microseconds(all)} for five errors, ${microseconds(valid)} are the time of a valid connection and ${microseconds(parsing)}
decode and parse the ${bytes(issueBytes)} of JSON with the issues, together ${times(least / median('zod errors'))} the time of zod. The other
${microseconds(all - least)} find out what was probably meant, and write five messages, hints and fixes.`
}
