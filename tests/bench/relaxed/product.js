// The Montgomery products of 1024-bit numbers, the package's and the trial's, each checked against BigInt.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hasRelaxedSimd } from '../machine.js'

/** How each writes numbers. @type {Record<string, { Limbs: Int16ArrayConstructor | Float64ArrayConstructor, bits: bigint }>} */
const kinds = {
  shipped: { Limbs: Int16Array, bits: 13n },
  fma: { Limbs: Float64Array, bits: 51n },
}

const size = 128
const largest = (1n << BigInt(8 * size)) - 1n
const random = () => BigInt(`0x${randomBytes(size).toString('hex')}`)

/**
 * @typedef {object} Product
 * @property {(times: number) => void} square a number again and again, from the one before
 */

/**
 * @param {Record<string, any>} exports of the module @param {string} kind
 * @returns {Product} one that is right
 */
function openProduct(exports, kind) {
  const { Limbs, bits } = /** @type {typeof kinds[string]} */ (kinds[kind])
  const call = (/** @type {string} */ name) => exports[`${kind}_${name}`]
  const count = call('limbs')()
  const base = 1n << bits
  const R = base ** BigInt(count)
  const [modulus, a, b, out] = [0, 1, 2, 3].map(
    (i) => new Limbs(exports.memory.buffer, call('numbers')() + i * count * Limbs.BYTES_PER_ELEMENT, count),
  )

  /** @param {any} limbs @param {bigint} number */
  function write(limbs, number) {
    for (let i = 0; i < count; i++) {
      const limb = BigInt.asIntN(Number(bits), number)
      limbs[i] = Number(limb)
      number = (number - limb) >> bits
    }
  }
  /** @param {any} limbs */
  const read = (limbs) => Array.from(limbs, BigInt).reduceRight((sum, limb) => sum * base + limb, 0n)

  /** @param {bigint} found @param {bigint} times R @param {bigint} product @param {bigint} m */
  function expect(found, times, product, m) {
    if ((found * times - product) % m === 0n && found < m && -found < m) return
    const why = kind === 'fma' ? ': this machine or engine has no fused multiply-add' : ''
    throw new Error(`the ${kind} product of 1024-bit numbers is wrong${why}`)
  }

  // Moduli have 1,024 bits, as the primes of RSA-2048 have.
  for (let round = 0; round < 40; round++) {
    const m = round === 0 ? largest : random() | 1n | (1n << BigInt(8 * size - 1))
    write(modulus, m)
    call('start')()
    const edges = [0n, 1n, m - 1n, largest]
    const operands = [...edges, ...Array.from({ length: 6 }, random)]
    for (const x of operands) {
      for (const y of operands) {
        write(a, x)
        write(b, y)
        call('multiply')()
        expect(read(out), R, x * y, m)
      }
      // And of what products leave: their limbs are not those that are written here.
      write(a, x)
      for (let i = 0; i < 5; i++) {
        const before = read(a)
        call('square')(1)
        expect(read(a), R, before * before, m)
      }
    }
  }
  return { square: call('square') }
}

/** Those that this engine can run, by kind. @returns {Promise<Record<string, Product>>} */
export async function openProducts() {
  const name = hasRelaxedSimd ? 'product_relaxed' : 'product_shipped'
  const wasm = readFileSync(new URL(`../../../build/wasm/${name}.wasm`, import.meta.url))
  const { instance } = await WebAssembly.instantiate(wasm)
  const exports = /** @type {Record<string, any>} */ (instance.exports)
  exports._initialize()
  const here = Object.keys(kinds).filter((kind) => `${kind}_square` in exports)
  return Object.fromEntries(here.map((kind) => [kind, openProduct(exports, kind)]))
}
