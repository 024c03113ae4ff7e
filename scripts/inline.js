// Writes bytes as a JavaScript string that js/core/inlined.js decodes.
import { alphabet, singles } from '../js/core/inlined.js'

/** @param {Uint8Array} bytes @returns {string} printable ASCII that needs no escape inside single quotes */
export function encodeInlined(bytes) {
  const counts = new Array(256).fill(0)
  for (const byte of bytes) counts[byte]++
  const byFrequency = counts.map((_, byte) => byte).sort((a, b) => counts[b] - counts[a] || a - b)
  const order = byFrequency.slice(0, singles)
  const rest = byFrequency.slice(singles).sort((a, b) => a - b)
  /** @type {string[]} */
  const codes = []
  for (const [i, byte] of order.entries()) codes[byte] = /** @type {string} */ (alphabet[i])
  for (const [i, byte] of rest.entries()) {
    codes[byte] = `${alphabet[singles + Math.floor(i / singles)]}${alphabet[i % singles]}`
  }
  return `\`${Buffer.from(order).toString('hex')}${Array.from(bytes, (byte) => codes[byte]).join('')}`
}
