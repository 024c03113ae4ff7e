// The arithmetic for engines with relaxed SIMD: src/mbedtls/modexp/fused.h.
import assert from 'node:assert/strict'
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { load } from 'imskit'
import { bytes, openFused } from '../../support/fused.js'
import { makeKey } from '../../support/openssl.js'
import { setRelaxedSimd } from '../../support/relaxed-simd.js'
import { sectionsOf } from '../../support/wasm-sections.js'

before(() => assert.ok(setRelaxedSimd(true)))

describe('the module', () => {
  it('has no stack, data or memory of its own, so it can run in another module’s memory', () => {
    const module = new WebAssembly.Module(bytes)
    assert.deepEqual(WebAssembly.Module.imports(module), [{ module: 'env', name: 'memory', kind: 'memory' }])
    assert.deepEqual(WebAssembly.Module.exports(module), [{ name: 'imskit_fused_power', kind: 'function' }])
    const [types, imports, functions, exports, code] = [1, 2, 3, 7, 10]
    assert.deepEqual(Object.keys(sectionsOf(bytes)).map(Number), [types, imports, functions, exports, code])
  })

  const random = (/** @type {number} */ bits) => BigInt(`0x${randomBytes(bits / 8).toString('hex')}`)
  const powerOfTwo = (/** @type {number} */ exponent) => 1n << BigInt(exponent)

  /** By squaring and multiplying. @param {bigint} base @param {bigint} exponent @param {bigint} modulus */
  function expectedPower(base, exponent, modulus) {
    let result = 1n
    for (const bit of exponent.toString(2)) {
      result = (result * result) % modulus
      if (bit === '1') result = (result * base) % modulus
    }
    return result
  }

  it('computes the same powers as BigInt for edge cases and random numbers: a million products', () => {
    const { power } = openFused()
    let products = 0
    for (const [bits, times] of /** @type {const} */ ([
      [512, 100],
      [1024, 60],
      [1536, 12],
      [2048, 8],
      [4096, 2],
    ])) {
      const top = powerOfTwo(bits - 1)
      const moduli = [
        top + 1n,
        2n * top - 1n,
        top + powerOfTwo(bits / 2) - 1n,
        2n * top - powerOfTwo(bits / 2) + 1n,
        ...Array.from({ length: times }, () => random(bits) | top | 1n),
      ]
      for (const modulus of moduli) {
        const bases = [0n, 1n, modulus - 1n, powerOfTwo(bits - 2), random(bits - 8)]
        const exponents = [random(bits + 224), powerOfTwo(96) - 1n]
        for (const [i, base] of bases.entries()) {
          const exponent = /** @type {bigint} */ (exponents[i === 4 ? 0 : 1])
          assert.equal(power(base, exponent, modulus), expectedPower(base, exponent, modulus))
          products += Math.ceil(exponent.toString(2).length / 5) * 6 + 32
        }
      }
      // An error in any of them stays.
      const modulus = /** @type {bigint} */ (moduli.at(-1))
      const [base, exponent] = [random(bits - 8), random(bits < 2048 ? 160_000 : 20_000)]
      assert.equal(power(base, exponent, modulus), expectedPower(base, exponent, modulus))
      products += (6 * exponent.toString(2).length) / 5
    }
    assert.ok(products > 1_000_000, `${products} products`)
  })

  it('computes them at the sizes from which on numbers have one more group', () => {
    const { power } = openFused()
    const divisor = powerOfTwo(102)
    for (const first of [560, 1070, 2090, 4130]) {
      for (let bits = first - 2; bits <= first + 2; bits++) {
        const top = powerOfTwo(bits - 1)
        const rest = (random(bits + 6 - (bits % 8)) % (top / divisor)) * divisor
        // The last two make −1/2^102 large, with long runs of ones.
        for (const modulus of [top + 1n, 2n * top - 1n, top + rest + 1n, top + rest - 1n, 2n * top - divisor - 1n]) {
          for (const [base, exponent] of /** @type {const} */ ([
            [3n, powerOfTwo(32)],
            [modulus - 1n, powerOfTwo(33) - 1n],
            [random(504), random(64)],
          ]))
            assert.equal(power(base, exponent, modulus), expectedPower(base, exponent, modulus), `${bits} bits`)
        }
      }
    }
  })
})

describe('the core', () => {
  const { pem } = makeKey(2048)
  const publicKey = createPublicKey(pem)
  const { Instance } = WebAssembly
  after(() => {
    WebAssembly.Instance = Instance
  })

  /** @typedef {{ run: () => number, spoil: () => void, number: number }} Call `number`: of the call, from 1 */

  /**
   * A fresh core beside which the module's function is replaced.
   * @param {(call: Call) => number} replacement
   */
  async function openCore(replacement) {
    let calls = 0
    WebAssembly.Instance = class extends Instance {
      /** @param {WebAssembly.Module} module @param {any} imports */
      constructor(module, imports) {
        super(module, imports)
        this.memory = imports.env?.memory
      }
      /** @override */
      get exports() {
        const exports = /** @type {any} */ (super.exports)
        const original = exports.imskit_fused_power
        if (!original) return exports
        const changed = (/** @type {number} */ power) => {
          const run = () => original(power)
          const spoil = () => {
            const { buffer } = this.memory
            const result = new Uint32Array(buffer, power, 5)[4]
            new Uint8Array(buffer, result, 1)[0] ^= 1
          }
          return replacement({ run, spoil, number: ++calls })
        }
        return { imskit_fused_power: changed }
      }
    }
    const ims = await load({ wasm: readFileSync('dist/core.wasm') })
    return { sign: () => ims.sign({ payload: {}, privateKey: pem }), countCalls: () => calls }
  }

  /** @param {string} jwt */
  function assertRight(jwt) {
    const [header, payload, signature = ''] = jwt.split('.')
    assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url')))
  }

  it('checks it once, then uses it for both exponents of every signature', async () => {
    const { sign, countCalls } = await openCore(({ run }) => run())
    for (let signed = 1; signed <= 3; signed++) {
      assertRight(sign())
      assert.equal(countCalls(), 1 + 2 * signed)
    }
  })

  it('signs without it if its results are wrong, as without a fused instruction', async () => {
    const { sign, countCalls } = await openCore(({ run, spoil }) => {
      const done = run()
      spoil()
      return done
    })
    for (let i = 0; i < 3; i++) assertRight(sign())
    assert.equal(countCalls(), 1)
  })

  it('signs without it if it reports that it cannot run', async () => {
    const { sign, countCalls } = await openCore(() => 0)
    for (let i = 0; i < 3; i++) assertRight(sign())
    assert.equal(countCalls(), 1)
  })

  it('returns no signature if its results become wrong later', async () => {
    for (const wrong of [2, 3]) {
      const { sign } = await openCore(({ run, spoil, number }) => {
        const done = run()
        if (number === wrong) spoil()
        return done
      })
      assert.throws(sign, { code: 'ERR_SIGNING_FAILED' })
      assertRight(sign())
    }
  })

  it('returns no signature if it stops working', async () => {
    const { sign } = await openCore(({ run, number }) => (number === 3 ? 0 : run()))
    assert.throws(sign, { code: 'ERR_SIGNING_FAILED' })
    assertRight(sign())
  })
})
