// Timing leakage, measured as dudect does (O. Reparaz, J. Balasch and I. Verbauwhede, "Dude, is my code constant time?", 2017):
// signatures of two classes in random order, and Welch's t of their times. Below 4.5, this many samples show no leakage. The
// result is printed and not judged, because a timing is never a test.
import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { load } from 'imskit'
import { makeKey } from '../support/openssl.js'
import { setRelaxedSimd } from '../support/relaxed-simd.js'

const rounds = Number(process.env.ROUNDS ?? 10_000)
const keys = Array.from({ length: 30 }, () => makeKey(2048).pem)
const one = randomBytes(64)
const anyOf = (/** @type {string[]} */ list) => /** @type {string} */ (list[randomInt(list.length)])

/** Two classes for each question: the message and the key. @type {Record<string, (() => [Uint8Array, string])[]>} */
const questions = {
  'one message against random ones': [() => [one, anyOf(keys)], () => [randomBytes(64), anyOf(keys)]],
  'one key against others': [() => [one, /** @type {string} */ (keys[0])], () => [one, anyOf(keys.slice(1))]],
}

/** @param {number[]} values */
function moments(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance, count: values.length }
}

/** @param {number[]} a @param {number[]} b */
function welch(a, b) {
  const [x, y] = [moments(a), moments(b)]
  return (x.mean - y.mean) / Math.sqrt(x.variance / x.count + y.variance / y.count)
}

const cases = Object.entries(questions).flatMap(([question, classes]) => [
  { title: `${question}, without relaxed SIMD`, classes, relaxed: false },
  { title: `${question}, with it`, classes, relaxed: true },
])
for (const { title, classes, relaxed } of cases) {
  it(`measures the time of ${title}`, async (t) => {
    assert.ok(setRelaxedSimd(relaxed) || !relaxed)
    const ims = await load({ wasm: readFileSync('dist/core.wasm') })
    /** @type {[number[], number[]]} */
    const times = [[], []]
    for (let i = -100; i < rounds; i++) {
      const which = randomInt(2)
      const [payload, privateKey] = /** @type {() => [Uint8Array, string]} */ (classes[which])()
      const start = performance.now()
      const jws = ims.sign({ payload, privateKey })
      const time = performance.now() - start
      assert.equal(jws.split('.').length, 3)
      if (i >= 0) times[which]?.push(time)
    }
    // The slowest samples contain other activity of the machine, so dudect crops them at several percentiles.
    const sorted = times.flat().sort((a, b) => a - b)
    for (const share of [0.5, 0.9, 1]) {
      const limit = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
      const [a, b] = times.map((list) => list.filter((time) => time <= limit))
      const values = /** @type {[number[], number[]]} */ ([a, b])
      t.diagnostic(`t = ${welch(...values).toFixed(2)}, of the fastest ${100 * share} % of ${rounds} signatures`)
    }
  })
}
