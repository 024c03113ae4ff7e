// Encoding for the signers that have no JOSE serializer, in Node and in a page.

export const header = /** @type {const} */ ({ alg: 'RS256', typ: 'JWT' })

const encoder = new TextEncoder()

/** RFC 4648 section 5, without padding. @param {Uint8Array} bytes */
export const encodeBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** What is signed: RFC 7515 section 5.1. @param {object} payload */
export const signingInput = (payload) =>
  [header, payload].map((part) => encodeBase64Url(encoder.encode(JSON.stringify(part)))).join('.')

/** @param {string} pem @returns {Uint8Array<ArrayBuffer>} DER */
export const decodePem = (pem) =>
  Uint8Array.from(atob(pem.replaceAll(/-----[^-]*-----|\s/g, '')), (character) => character.charCodeAt(0))

export const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** RS256 by WebCrypto. @param {BufferSource} pkcs8 @param {object} payload */
export async function signWithWebCrypto(pkcs8, payload) {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  const input = signingInput(payload)
  return `${input}.${encodeBase64Url(new Uint8Array(await subtle.sign(algorithm, key, encoder.encode(input))))}`
}
