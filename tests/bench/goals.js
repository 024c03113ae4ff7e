// Compares the figures with their goals. A goal that this run did not measure stays open.
import { bytes, times } from './format.js'

/** @typedef {import('./results.js').Results} Results */
/**
 * @typedef {{ value: number, limit: number, write: (value: number) => string, above?: boolean, beside?: boolean }} Reading
 *   `beside`: show the limit too, because it was measured
 */

/** @param {import('./results.js').Warm | undefined} warm @param {string} bits @param {string} slow @param {string} fast */
function ratio(warm, bits, slow, fast) {
  return quotient(warm?.[bits]?.[slow]?.median, warm?.[bits]?.[fast]?.median)
}

/** @param {number | undefined} value @param {number | undefined} other */
const quotient = (value, other) => (value !== undefined && other !== undefined ? value / other : undefined)

/** @param {number | undefined} value @param {Omit<Reading, 'value'>} rest @returns {Reading | undefined} */
const read = (value, rest) => (value === undefined ? undefined : { value, ...rest })

const stock = 'Mbed TLS (stock)'
const nodeCrypto = 'node:crypto (KeyObject)'

/** @param {number} limit */
const atMost = (limit) => ({ limit, write: times })
/** @param {number} limit */
const atLeast = (limit) => ({ limit, write: times, above: true })

/** @type {{ goal: string, read: (results: Results) => Reading | undefined }[]} */
const goals = [
  {
    goal: `RSA-2048: at most 9 × ${nodeCrypto}`,
    read: ({ warm }) => read(ratio(warm, '2048', 'imskit', nodeCrypto), atMost(9)),
  },
  {
    goal: `RSA-2048, relaxed SIMD: at most 4 × ${nodeCrypto}`,
    read: ({ relaxed }) => read(ratio(relaxed, '2048', 'imskit', nodeCrypto), atMost(4)),
  },
  ...['2048', '4096'].flatMap((bits) => [
    {
      goal: `RSA-${bits}: at least 5 × as fast as stock Mbed TLS`,
      read: (/** @type {Results} */ { warm }) => read(ratio(warm, bits, stock, 'imskit'), atLeast(5)),
    },
    {
      goal: `RSA-${bits}, relaxed SIMD: at least 10 × as fast as stock Mbed TLS`,
      read: (/** @type {Results} */ { relaxed }) => read(ratio(relaxed, bits, stock, 'imskit'), atLeast(10)),
    },
  ]),
  {
    goal: 'RSA-2048, relaxed SIMD: at least 20 × as fast as node-forge',
    read: ({ relaxed }) => read(ratio(relaxed, '2048', 'node-forge', 'imskit'), atLeast(20)),
  },
  ...['gmp-wasm (powm)', 'BigInt'].flatMap((name) => [
    {
      goal: `RSA-2048, a whole signature: faster than the exponentiation by ${name}`,
      read: (/** @type {Results} */ { warm }) => read(ratio(warm, '2048', name, 'imskit'), atLeast(1)),
    },
    {
      goal: `the same, relaxed SIMD: twice as fast as that by ${name}`,
      read: (/** @type {Results} */ { relaxed }) => read(ratio(relaxed, '2048', name, 'imskit'), atLeast(2)),
    },
  ]),
  ...[
    { goal: 'RSA-2048 from PEM: at most 2 × jose', part: /** @type {const} */ ('warm'), limit: 2 },
    { goal: 'RSA-2048 from PEM, relaxed SIMD: at most 1.6 × jose', part: /** @type {const} */ ('relaxed'), limit: 1.6 },
  ].map(({ goal, part, limit }) => ({
    goal,
    read: (/** @type {Results} */ results) =>
      read(quotient(results[part]?.['2048']?.imskit?.median, results.warm?.['2048']?.jose?.median), atMost(limit)),
  })),
  {
    goal: 'first JWT in a fresh Node process: at most 0.8 × jose',
    read: ({ fresh }) => read(quotient(fresh?.imskit?.signed?.median, fresh?.jose?.signed?.median), atMost(0.8)),
  },
  {
    goal: 'first JWT in a fresh Chromium page: at most 1.8 × jose',
    read: ({ chromium }) => {
      const first = /** @type {any} */ (chromium?.first)
      return read(quotient(first?.imskit?.signed?.median, first?.jose?.signed?.median), atMost(1.8))
    },
  },
  {
    goal: 'browser entry: at most 72 KB with brotli',
    read: ({ sizes }) => read(sizes?.imskit?.brotli, { limit: 72_000, write: bytes }),
  },
  ...[
    { part: 'all', of: 'all', goal: '`validate` of a full connection, its key unchanged: at most 3 × zod', limit: 3 },
    { part: 'name', of: 'all', goal: 'one field: at most 1.2 × a full connection by zod', limit: 1.2 },
    { part: 'errors', of: 'errors', goal: 'five errors: at most 3 × zod', limit: 3 },
  ].map(({ part, of, goal, limit }) => ({
    goal,
    read: (/** @type {Results} */ { validate }) =>
      read(ratio(validate && { one: validate.one }, 'one', `imskit ${part}`, `zod ${of}`), atMost(limit)),
  })),
  {
    goal: '10,000 taken names, prepared: at most 1.3 × none',
    read: ({ validate }) =>
      read(ratio(validate && { prepared: validate.prepared }, 'prepared', '10000', '0'), atMost(1.3)),
  },
  {
    goal: 'WebAssembly memory after 1,000 signatures: at most 1 MiB',
    read: ({ memory }) => read(memory?.at(-1)?.bytes, { limit: 1 << 20, write: bytes }),
  },
  {
    goal: 'WebAssembly memory after 1,000 signatures: no more than after the first',
    read: ({ memory }) => read(memory?.at(-1)?.bytes, { limit: memory?.[1]?.bytes ?? 0, write: bytes, beside: true }),
  },
]

/** @param {Results} results */
export function judge(results) {
  return goals.map(({ goal, read: readFrom }) => {
    const reading = readFrom(results)
    if (!reading) return { goal, measured: '', verdict: 'not measured' }
    const { value, limit, write, above, beside } = reading
    const measured = beside ? `${write(value)} to ${write(limit)}` : write(value)
    return { goal, measured, verdict: (above ? value >= limit : value <= limit) ? 'reached' : 'missed' }
  })
}
