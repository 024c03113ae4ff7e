// Bytes inside a JavaScript string. scripts/inline.js writes what this reads.
//
// The 87 most frequent bytes take one character each, all others two: an escape and a second character. The text is half as
// long as in hexadecimal, and a byte never shares a character with the next one, so it compresses almost as well as the bytes.

/** Printable ASCII without what a string literal or a script element escapes. The last two characters are the escapes. */
export const alphabet = ' !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~'
/** How many bytes take one character. */
export const singles = 87

/**
 * @param {string} inlined a backtick, the 87 bytes that take one character as two hexadecimal digits each, then the content.
 *   The backtick keeps minifiers from turning the string into a template literal, which engines store twice (raw and cooked)
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decodeInlined(inlined) {
  const start = 1 + 2 * singles
  const order = Array.from({ length: singles }, (_, i) => Number.parseInt(inlined.slice(1 + 2 * i, 3 + 2 * i), 16))
  const rest = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !order.includes(byte))
  // One table of 128 character codes for single characters, then one for each escape.
  const table = new Uint8Array(3 * 128)
  for (let i = 0; i < singles; i++) {
    const code = alphabet.charCodeAt(i)
    table[code] = /** @type {number} */ (order[i])
    table[128 + code] = /** @type {number} */ (rest[i])
    table[256 + code] = rest[singles + i] ?? 0
  }
  const bytes = new Uint8Array(inlined.length - start)
  const before = alphabet.charCodeAt(singles) - 1
  let size = 0
  for (let i = start; i < inlined.length; i++) {
    const code = inlined.charCodeAt(i)
    const place = code <= before ? code : (code - before) * 128 + inlined.charCodeAt(++i)
    bytes[size++] = /** @type {number} */ (table[place])
  }
  return bytes.subarray(0, size)
}
