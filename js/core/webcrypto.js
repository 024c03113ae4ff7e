// Hands keys to WebCrypto (crypto.subtle), which exists only on https and on loopback.
import { encodeBase64url } from './base64.js'
import { ImsError } from './errors.js'

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** @throws {ImsError} ERR_WEBCRYPTO_UNAVAILABLE */
export function requireSubtle() {
  const subtle = globalThis.crypto?.subtle
  if (subtle) return subtle
  throw new ImsError('ERR_WEBCRYPTO_UNAVAILABLE', 'WebCrypto is not there: the page must be served by https.')
}

/**
 * @param {() => Uint8Array<ArrayBuffer>} exportPkcs8 gives PrivateKeyInfo, DER (RFC 5208 section 5), which is wiped
 * @returns {Promise<CryptoKey>} not extractable, for `sign`
 */
export async function importKey(exportPkcs8) {
  const subtle = requireSubtle()
  const der = exportPkcs8()
  return subtle.importKey('pkcs8', der, algorithm, false, ['sign']).finally(() => der.fill(0))
}

/** @param {CryptoKey} key @param {string} input header and claims (RFC 7515 section 5.1) @returns {Promise<string>} the JWS */
export async function signCompact(key, input) {
  const signature = await requireSubtle().sign(algorithm.name, key, new TextEncoder().encode(input))
  return `${input}.${encodeBase64url(new Uint8Array(signature))}`
}
