// Kinds of damage that lose part of a key, for the tests and for tests/bench/rebuild.js.
import { openssl } from './openssl.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** @typedef {(below: number) => number} Random an integer from 0 to `below` - 1 */

/** The same numbers for the same seed (mulberry32). @param {number} seed @returns {Random} */
export function seeded(seed) {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** @param {Random} random */
const character = (random) => /** @type {string} */ (alphabet[random(64)])
/** @param {number} size @param {Random} random */
const line = (size, random) => Array.from({ length: size }, () => character(random)).join('')

/** Damages the lines between BEGIN and END. @param {(body: string[], random: Random) => void} change */
const inBody = (change) => (/** @type {string} */ pem, /** @type {Random} */ random) => {
  const lines = pem.trim().split('\n')
  const body = lines.slice(1, -1)
  change(body, random)
  return [lines[0], ...body, lines.at(-1), ''].join('\n')
}

/** Damages one character after the `MII` at the start, by which a key is recognized. @param {(at: number, body: string, random: Random) => string} change */
const inCharacters = (change) =>
  inBody((body, random) => {
    const width = /** @type {string} */ (body[0]).length
    const text = body.join('')
    const damaged = change(4 + random(text.length - 6), text, random)
    body.splice(0, body.length, ...(damaged.match(new RegExp(`.{1,${width}}`, 'g')) ?? []))
  })

/** @param {number} count */
const withoutLast = (count) => inBody((body) => body.splice(-count))

/** @type {Record<string, (pem: string, random: Random) => string>} */
export const lossyDamages = {
  'no END line': (pem) => `${pem.trim().split('\n').slice(0, -1).join('\n')}\n`,
  'last line lost': withoutLast(1),
  '2 last lines lost': withoutLast(2),
  '3 last lines lost': withoutLast(3),
  '4 last lines lost': withoutLast(4),
  'cut off in the last 4 lines': (pem, random) => {
    const body = pem.slice(0, pem.indexOf('-----END')).trimEnd()
    return body.slice(0, body.length - 1 - random(4 * 65))
  },
  'a line lost': inBody((body, random) => body.splice(random(body.length), 1)),
  'a line overwritten': inBody((body, random) => {
    const at = random(body.length)
    body[at] = line(/** @type {string} */ (body[at]).length, random)
  }),
  'a line overwritten, other length': inBody((body, random) => {
    body[random(body.length)] = line(1 + random(100), random)
  }),
  'a line overwritten by another': inBody((body, random) => {
    body[random(body.length)] = /** @type {string} */ (body[random(body.length)])
  }),
  'a line twice': inBody((body, random) => {
    const at = random(body.length)
    body.splice(at, 0, /** @type {string} */ (body[at]))
  }),
  'two lines swapped': inBody((body, random) => {
    const at = random(body.length - 1)
    body.splice(at, 2, .../** @type {[string, string]} */ ([body[at + 1], body[at]]))
  }),
  'a wrong character': inCharacters((at, text, random) => text.slice(0, at) + character(random) + text.slice(at + 1)),
  'a character lost': inCharacters((at, text) => text.slice(0, at) + text.slice(at + 1)),
  'a character too many': inCharacters((at, text, random) => text.slice(0, at) + character(random) + text.slice(at)),
}

/** Damage that can lose too much to rebuild the key. @type {typeof lossyDamages} */
export const heavyDamages = {
  'two lines overwritten': (pem, random) =>
    /** @type {any} */ (lossyDamages['a line overwritten'])(lossyDamages['a line overwritten']?.(pem, random), random),
  'half of the lines lost': inBody((body, random) => {
    for (let left = body.length / 2; left > 0; left--) body.splice(random(body.length), 1)
  }),
  'a tenth of the characters wrong': inBody((body, random) => {
    for (const [i, text] of body.entries()) {
      body[i] = text.replaceAll(/[^=]/g, (one) => (random(10) === 0 ? character(random) : one))
    }
  }),
}

/** @param {string} file PKCS#8 @returns {Record<'PKCS#8' | 'PKCS#1', string>} PEM */
export const plainForms = (file) => ({
  'PKCS#8': openssl('pkcs8', '-topk8', '-nocrypt', '-in', file).toString(),
  'PKCS#1': openssl('rsa', '-in', file, '-traditional').toString(),
})
