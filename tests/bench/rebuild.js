#!/usr/bin/env node
// Compares which damaged keys imskit and other libraries can still sign with, and prints a table:
//   npm run bench -- --only rebuild
// A key counts as rebuilt if the RS256 signature equals OpenSSL's. A library that signs with another key is reported.
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { lossyDamages, plainForms, seeded } from '../support/lossy-damages.js'
import { makeKey, signature } from '../support/openssl.js'
import { payload, rivals } from './rivals.js'

const rounds = Number(process.env.ROUNDS ?? 50)
const keys = [2048, 3072].flatMap((bits) =>
  [1, 2].map(() => {
    const { file } = makeKey(bits)
    return { bits, file, forms: plainForms(file), expected: new Map() }
  }),
)
const libraries = rivals
  .filter(({ name }) => ['imskit', 'jose', 'jsonwebtoken', 'jsrsasign', 'node-forge'].includes(name))
  .map(({ name, version, file }) => ({ title: `${name} ${version}`, sign: inWorker(file) }))

/**
 * Signs in a thread, because some libraries never return from some damaged keys: after 5 s that counts as a refusal.
 * @param {string} file of a signer @returns {(pem: string) => Promise<string | undefined>}
 */
function inWorker(file) {
  /** @type {Worker | undefined} */
  let worker
  return async (pem) => {
    worker ??= new Worker(new URL('rebuild-worker.js', import.meta.url), { workerData: { file, payload } })
    worker.unref()
    worker.postMessage(pem)
    const answer = await Promise.race([once(worker, 'message'), setTimeout(5000, undefined, { ref: true })])
    if (answer) return answer[0]
    await worker.terminate()
    worker = undefined
  }
}

/**
 * True for the signature of the original key, false for any other; undefined if the library refuses the damaged key.
 * @param {(pem: string) => Promise<string | undefined>} sign @param {typeof keys[number]} key @param {string} damaged
 */
async function isRight(sign, { file, expected }, damaged) {
  const jwt = await sign(damaged)
  if (jwt === undefined) return undefined
  const [header, claims, mine] = jwt.split('.')
  const input = `${header}.${claims}`
  if (!expected.has(input)) expected.set(input, signature(input, file).toString('base64url'))
  return mine === expected.get(input)
}

const columns = Object.keys(keys[0]?.forms ?? {}).flatMap((form) => [2048, 3072].map((bits) => ({ form, bits })))
const titles = [
  ...columns.map(({ form, bits }) => `imskit: ${form}, ${bits} bits`),
  ...libraries.slice(1).map(({ title }) => title),
]
console.log(`| damage | ${titles.join(' | ')} |\n| --- |${' --- |'.repeat(titles.length)}`)
const percent = (/** @type {number[]} */ [right = 0, total = 0]) => `${((100 * right) / total).toFixed(0)} %`
let tried = 0
let wrong = 0
for (const [name, damage] of Object.entries(lossyDamages)) {
  const random = seeded(name.length)
  /** Right and all, by column. @type {Record<string, number[]>} */
  const counts = Object.fromEntries(titles.map((title) => [title, [0, 0]]))
  for (const key of keys) {
    for (const [form, pem] of Object.entries(key.forms)) {
      for (let round = 0; round < rounds; round++) {
        const damaged = damage(pem, random)
        if (damaged === pem) continue // the random character was the right one
        for (const [i, { title, sign }] of libraries.entries()) {
          if (i > 0 && round >= rounds / 5) continue // a fifth of the rounds is enough for other libraries
          const right = await isRight(sign, key, damaged)
          const count = /** @type {number[]} */ (counts[i === 0 ? `imskit: ${form}, ${key.bits} bits` : title])
          count[0] += right ? 1 : 0
          count[1] += 1
          if (i === 0) tried++
          if (i === 0 && right === false) wrong++
        }
      }
    }
  }
  console.log(`| ${name} | ${titles.map((title) => percent(counts[title] ?? [])).join(' | ')} |`)
}
console.log(`\nimskit was given ${tried} damaged keys, and signed with another key ${wrong} times.`)
