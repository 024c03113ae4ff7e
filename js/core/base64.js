// Base64 and hexadecimal text.

/** @param {Uint8Array} bytes @returns {string} RFC 4648 section 4 */
export const encodeBase64 = (bytes) => btoa(String.fromCharCode(...bytes))

/** @param {Uint8Array} bytes @returns {string} RFC 4648 section 5, without padding */
export const encodeBase64url = (bytes) =>
  encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** @param {string} text RFC 4648 section 4 or 5 */
export function decodeBase64(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i) // ten times as fast as Uint8Array.from
  return bytes
}

/** @param {Uint8Array} der of a private key, which is wiped @returns {string} PEM (RFC 7468 section 10) */
export function writePkcs8(der) {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? []
  der.fill(0)
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}

/** @param {string} inlined a backtick, then two hexadecimal digits for each byte @returns {Uint8Array<ArrayBuffer>} */
export function decodeInlined(inlined) {
  const hex = inlined.slice(1)
  if ('fromHex' in Uint8Array) return /** @type {any} */ (Uint8Array).fromHex(hex) // five times as fast
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1))
  return bytes
}

/** @param {number} code of 0–9 or a–f */
const digit = (code) => (code & 15) + 9 * (code >> 6)
