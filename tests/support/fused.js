// Calls the only function of src/mbedtls/modexp/fused.cpp, as shipped, with BigInts.
import inlined from '../../dist/fused.js'
import { decodeInlined } from '../../js/core/inlined.js'

export const bytes = decodeInlined(inlined)

const passBits = 2 * 51

const bitsOf = (/** @type {bigint} */ number) => number.toString(2).length

/** @param {bigint} number @param {number} count */
const toWords = (number, count) =>
  Uint32Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(32, number >> BigInt(32 * i))))

/** @param {Uint32Array} words */
const fromWords = (words) => words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)

/** The inverse modulo an odd number, by Euclid's algorithm. @param {bigint} number @param {bigint} modulus */
function invert(number, modulus) {
  let [a, b, x, y] = [modulus, number % modulus, 0n, 1n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

/** Requires relaxed SIMD. */
export function openFused() {
  const memory = new WebAssembly.Memory({ initial: 4 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const run = /** @type {(at: number) => number} */ (exports.imskit_fused_power)

  /**
   * Writes struct FusedPower to address 0, followed by the numbers that it points to.
   * @param {bigint} base below the modulus @param {bigint} exponent @param {bigint} modulus odd, of 512 to 8192 bits
   */
  function prepare(base, exponent, modulus) {
    const [count, exponentCount] = [Math.ceil(bitsOf(modulus) / 32), Math.ceil(bitsOf(exponent) / 32)]
    const groups = Math.ceil((bitsOf(modulus) + 53 + passBits) / passBits)
    const rSquared = (1n << BigInt(2 * groups * passBits)) % modulus
    const reducer = modulus - invert(1n << BigInt(passBits), modulus)
    const resultSize = count + 5
    new Uint8Array(memory.buffer).fill(0)
    let end = 64
    const put = (/** @type {bigint} */ number, size = count) => {
      const at = end
      new Uint32Array(memory.buffer, at, size).set(toWords(number, size))
      end += 16 * Math.ceil(size / 4)
      return at
    }
    const [n, a, r, d, result] = [put(modulus), put(base), put(rSquared), put(reducer), put(0n, resultSize)]
    const exponentAt = put(exponent, exponentCount)
    new Uint32Array(memory.buffer).set([n, a, r, d, result, count, exponentAt, exponentCount, groups, end])
    return () => {
      const words = new Uint32Array(memory.buffer, result, resultSize)
      words.fill(0)
      if (!run(0)) throw new Error('imskit_fused_power reported a failure')
      return words
    }
  }

  return {
    prepare,
    /** @param {bigint} base @param {bigint} exponent @param {bigint} modulus */
    power: (base, exponent, modulus) => fromWords(prepare(base, exponent, modulus)()) % modulus,
  }
}
