// Base64 (RFC 4648) and PEM.

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
