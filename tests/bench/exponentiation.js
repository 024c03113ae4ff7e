// Only the private-key operation: two half-size exponentiations and Garner's recombination (RFC 8017 section 5.1.2), without
// parsing, hashing or encoding. Of these, only GMP's powm_sec tries to run in constant time.
import { createHash, createPrivateKey } from 'node:crypto'
import { init } from 'gmp-wasm'
import { signingInput } from './signers/encoding.js'

/** @param {Uint8Array} bytes */
const toBigInt = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** @param {string} pem */
function readKey(pem) {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' })
  const read = (/** @type {'n' | 'p' | 'q' | 'dp' | 'dq' | 'qi'} */ name) =>
    toBigInt(Buffer.from(jwk[name] ?? '', 'base64url'))
  return { n: read('n'), p: read('p'), q: read('q'), dp: read('dp'), dq: read('dq'), qi: read('qi') }
}

/** The number that RS256 exponentiates: EMSA-PKCS1-v1_5 (RFC 8017 section 9.2). @param {bigint} n @param {object} payload */
function encodeMessage(n, payload) {
  const hash = createHash('sha256').update(signingInput(payload)).digest()
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash])
  const size = Math.ceil(n.toString(16).length / 2)
  return toBigInt(
    Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(size - info.length - 3, 0xff), Buffer.from([0]), info]),
  )
}

const windowBits = 5

/** Fixed windows, from the left. @param {bigint} base @param {bigint} exponent @param {bigint} modulus */
function power(base, exponent, modulus) {
  let last = 1n
  const powers = [last]
  while (powers.length < 1 << windowBits) {
    last = (last * base) % modulus
    powers.push(last)
  }
  const bits = exponent.toString(2)
  const digits = bits.padStart(Math.ceil(bits.length / windowBits) * windowBits, '0')
  let result = 1n
  for (let i = 0; i < digits.length; i += windowBits) {
    for (let j = 0; j < windowBits; j++) result = (result * result) % modulus
    result = (result * /** @type {bigint} */ (powers[Number.parseInt(digits.slice(i, i + windowBits), 2)])) % modulus
  }
  return result
}

/** @typedef {(pem: string, payload: object) => () => bigint} Exponentiation gives the signature as a number */

/** @type {Exponentiation} */
export function prepareBigInt(pem, payload) {
  const { n, p, q, dp, dq, qi } = readKey(pem)
  const message = encodeMessage(n, payload)
  return () => {
    const ofP = power(message % p, dp, p)
    const ofQ = power(message % q, dq, q)
    const h = (qi * (ofP - ofQ)) % p
    return ofQ + (h < 0n ? h + p : h) * q
  }
}

const { binding } = await init()

/** A number in GMP's memory, for the rest of the process. @param {bigint} value */
function makeNumber(value) {
  const number = binding.mpz_t()
  binding.mpz_init_set_string(number, value.toString(16), 16)
  return number
}

/** @param {'mpz_powm' | 'mpz_powm_sec'} powm @returns {Exponentiation} */
export const prepareGmp = (powm) => (pem, payload) => {
  const key = readKey(pem)
  const [p, q, qi] = [makeNumber(key.p), makeNumber(key.q), makeNumber(key.qi)]
  const [dp, dq] = [makeNumber(key.dp), makeNumber(key.dq)]
  const message = makeNumber(encodeMessage(key.n, payload))
  const [ofP, ofQ, result] = [makeNumber(0n), makeNumber(0n), makeNumber(0n)]
  return () => {
    binding[powm](ofP, message, dp, p)
    binding[powm](ofQ, message, dq, q)
    binding.mpz_sub(result, ofP, ofQ)
    binding.mpz_mul(result, result, qi)
    binding.mpz_mod(result, result, p)
    binding.mpz_mul(result, result, q)
    binding.mpz_add(result, result, ofQ)
    return BigInt(`0x${binding.mpz_to_string(result, 16)}`)
  }
}
