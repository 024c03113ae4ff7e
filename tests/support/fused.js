// Calls the only function of src/mbedtls/modexp/fused.cpp, as shipped, with BigInts.
import inlined from '../../dist/fused.js'
import { decodeInlined } from '../../js/core/inlined.js'

export const bytes = decodeInlined(inlined)

const bitsOf = (/** @type {bigint} */ number) => number.toString(2).length

/** @param {bigint} number @param {number} count */
const toWords = (number, count) =>
  Uint32Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(32, number >> BigInt(32 * i))))

/** @param {Uint32Array} words */
const fromWords = (words) => words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)

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
    const groups = Math.ceil((bitsOf(modulus) + 3 + 51) / (2 * 51))
    const rSquared = (1n << BigInt(2 * 2 * groups * 51)) % modulus
    new Uint8Array(memory.buffer).fill(0)
    let end = 64
    const put = (/** @type {bigint} */ number, size = count) => {
      const at = end
      new Uint32Array(memory.buffer, at, size).set(toWords(number, size))
      end += 16 * Math.ceil(size / 4)
      return at
    }
    const [n, a, r, result] = [put(modulus), put(base), put(rSquared), put(0n)]
    const exponentAt = put(exponent, exponentCount)
    new Uint32Array(memory.buffer).set([n, a, r, result, count, exponentAt, exponentCount, groups, end])
    return () => {
      new Uint32Array(memory.buffer, result, count).fill(0)
      if (!run(0)) throw new Error('imskit_fused_power reported a failure')
      return new Uint32Array(memory.buffer, result, count)
    }
  }

  return {
    prepare,
    /** @param {bigint} base @param {bigint} exponent @param {bigint} modulus */
    power: (base, exponent, modulus) => fromWords(prepare(base, exponent, modulus)()),
  }
}
