// Writes bytes as a JavaScript string that src/wasm/unpack.cpp reads; see there for its form.

/** Printable ASCII without what a string literal or a script element escapes. The last two characters are the escapes. */
const alphabet = ' !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~'
/** How many bytes take one character. */
const singles = alphabet.length - 2

/**
 * @param {Uint8Array} bytes
 * @returns {string} begins with a backtick, which keeps minifiers from turning the string into a template literal: engines
 *   store those twice (raw and cooked)
 */
export function encodeInlined(bytes) {
  const counts = new Array(256).fill(0)
  for (const byte of bytes) counts[byte]++
  const byFrequency = counts.map((_, byte) => byte).sort((a, b) => counts[b] - counts[a] || a - b)
  const frequent = byFrequency.slice(0, singles)
  const others = byFrequency.slice(singles).sort((a, b) => a - b)
  /** @type {string[]} */
  const codes = []
  for (const [i, byte] of frequent.entries()) codes[byte] = /** @type {string} */ (alphabet[i])
  for (const [i, byte] of others.entries()) {
    codes[byte] = `${alphabet[singles + Math.floor(i / singles)]}${alphabet[i % singles]}`
  }
  return `\`${alphabet}${Buffer.from(frequent).toString('hex')}${Array.from(bytes, (byte) => codes[byte]).join('')}`
}
