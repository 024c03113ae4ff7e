// Encrypts tokens at rest: AES-256-GCM (NIST SP 800-38D) by WebCrypto.
import { decodeBase64, encodeBase64 } from '../../core/base64.js'
import { requireSubtle } from '../../core/webcrypto.js'

const algorithm = 'AES-GCM'
const keyBytes = 32
const ivBytes = 12
/** Prefix of a sealed text, which says how it was sealed. */
const version = '1.'

/**
 * @param {CryptoKey | Uint8Array | string | undefined} given 32 bytes, as bytes, in base64 (RFC 4648 section 4), or as a
 *   CryptoKey for AES-GCM
 * @param {string} name of the argument, for the TypeError
 * @returns {{ seal: (text: string, context: string) => Promise<string>,
 *   open: (sealed: string, context: string) => Promise<string | undefined> }}
 *   `context`: what the text belongs to; it is authenticated but not encrypted. `open` returns undefined unless this key
 *   sealed the text for that context
 * @throws {TypeError} if the key cannot be used
 */
export function createSeal(given, name) {
  const key = readKey(given, name)
  /**
   * @param {Uint8Array<ArrayBuffer>} iv
   * @param {string} context
   */
  const parameters = (iv, context) => ({ name: algorithm, iv, additionalData: new TextEncoder().encode(context) })
  return {
    async seal(text, context) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const bytes = await requireSubtle().encrypt(parameters(iv, context), await key(), new TextEncoder().encode(text))
      return version + encodeBase64(new Uint8Array([...iv, ...new Uint8Array(bytes)]))
    },
    async open(sealed, context) {
      if (!sealed.startsWith(version)) return undefined
      try {
        const bytes = decodeBase64(sealed.slice(version.length))
        const iv = bytes.slice(0, ivBytes)
        const opened = await requireSubtle().decrypt(parameters(iv, context), await key(), bytes.slice(ivBytes))
        return new TextDecoder().decode(opened)
      } catch {
        return undefined
      }
    },
  }
}

/**
 * Checks a key at once, and imports it when it is first used.
 * @param {unknown} given
 * @param {string} name
 * @returns {() => Promise<CryptoKey>}
 */
function readKey(given, name) {
  if (isCryptoKey(given)) return async () => given
  const bytes = typeof given === 'string' ? tryBase64(given) : given
  if (!(bytes instanceof Uint8Array) || bytes.length !== keyBytes) {
    const how = `node -e "console.log(crypto.randomBytes(${keyBytes}).toString('base64'))"`
    throw new TypeError(
      `${name} must be ${keyBytes} bytes: a Uint8Array, base64 text, or a CryptoKey for AES-GCM with 256 bits that may encrypt and decrypt. To make one, run:\n${how}`,
    )
  }
  /** @type {Promise<CryptoKey> | undefined} */
  let imported
  const copy = Uint8Array.from(bytes)
  return () => {
    imported ??= crypto.subtle
      .importKey('raw', copy, algorithm, false, ['encrypt', 'decrypt'])
      .finally(() => copy.fill(0))
    return imported
  }
}

/**
 * @param {unknown} key
 * @returns {key is CryptoKey}
 */
function isCryptoKey(key) {
  if (typeof CryptoKey === 'undefined' || !(key instanceof CryptoKey)) return false
  const { name, length } = /** @type {AesKeyAlgorithm} */ (key.algorithm)
  const usable = ['encrypt', 'decrypt'].every((usage) => key.usages.includes(/** @type {KeyUsage} */ (usage)))
  return name === algorithm && length === 8 * keyBytes && usable
}

/** @param {string} text */
function tryBase64(text) {
  try {
    return decodeBase64(text.trim())
  } catch {
    return undefined
  }
}
