// Compares the core's signatures with those of OpenSSL (node:crypto).
import { execFile } from 'node:child_process'
import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'

// The smallest exponents, the usual one, and one of more than 64 bits: 2^64 + 13 is prime.
const exponents = ['3', '17', '65537', '18446744073709551629']

/** Lengths around SHA-256 block boundaries, base64 remainders and buffer growth. */
const sizes = [0, 1, 2, 3, 18, 19, 20, 21, 55, 56, 64, 1000, 4095, 65_535, 65_536, 1 << 20]

/** @typedef {{ bits: number, exponent: string, pem: string }} Key */

/**
 * Makes fresh keys with OpenSSL: the given number per size, across all exponents.
 * @param {Record<number, number>} counts bits → keys @returns {Promise<Key[]>}
 */
export async function makeKeys(counts) {
  const plan = Object.entries(counts).flatMap(([bits, count]) => Array(count).fill(Number(bits)))
  /** @type {Key[]} */
  const keys = []
  let next = 0
  const work = async () => {
    while (next < plan.length) {
      const i = next++
      const exponent = /** @type {string} */ (exponents[i % exponents.length])
      const options = [`rsa_keygen_bits:${plan[i]}`, `rsa_keygen_pubexp:${exponent}`]
      const args = ['genpkey', '-algorithm', 'RSA', ...options.flatMap((option) => ['-pkeyopt', option])]
      const { stdout } = await promisify(execFile)('openssl', args)
      keys[i] = { bits: plan[i], exponent, pem: stdout }
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return keys
}

/** Random messages from 0 bytes to 1 MB: first every size that matters, then random sizes below 4 KB. @param {number} count @returns {Uint8Array[]} */
export const makeMessages = (count) =>
  Array.from({ length: count }, (_, i) => randomBytes(sizes[i] ?? randomBytes(2).readUInt16LE() >> 4))

/** Signs messages with OpenSSL. @param {string} pem @param {Uint8Array[]} messages @returns {string[]} JWS in compact form */
export function signByOpenSsl(pem, messages) {
  const key = createPrivateKey(pem)
  const header = Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')
  return messages.map((message) => {
    const input = `${header}.${Buffer.from(message).toString('base64url')}`
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  })
}

/** Counts the keys of each size and exponent, as OpenSSL reads them. @param {Key[]} keys */
export function describeKeys(keys) {
  const count = (/** @type {string} */ name, /** @type {(key: Key) => unknown} */ of) => {
    /** @type {Record<string, number>} */
    const counts = {}
    for (const key of keys) counts[String(of(key))] = (counts[String(of(key))] ?? 0) + 1
    return `${name} ${Object.entries(counts)
      .map(([value, times]) => `${value} (${times})`)
      .join(', ')}`
  }
  return `${count('bits', ({ bits }) => bits)}; ${count('exponents', ({ exponent }) => exponent)}`
}
