// Measures times, in Node and in a page. Every round runs every case, so that noise affects all cases.

/** @typedef {{ median: number, min: number, samples: number }} Measure in milliseconds */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = /** @type {number} */ (sorted[middle])
  return sorted.length % 2 === 1 ? upper : (upper + /** @type {number} */ (sorted[middle - 1])) / 2
}

/** @param {number[]} values @returns {Measure} */
export const summarize = (values) => ({ median: median(values), min: Math.min(...values), samples: values.length })

/**
 * Measures consecutive calls. Promises are awaited; synchronous calls do not pay for an await.
 * @param {() => unknown} call @param {number} count
 */
async function time(call, count) {
  const started = performance.now()
  for (let i = 0; i < count; i++) {
    const result = call()
    if (result instanceof Promise) await result
  }
  return performance.now() - started
}

/**
 * Warms up a case, and finds how many calls the clock can resolve.
 * @param {() => unknown} call @param {number} warmUpMs @param {number} batchMs
 */
async function warmUp(call, warmUpMs, batchMs) {
  let spent = 0
  let calls = 0
  while (spent < warmUpMs || calls < 3) {
    const count = calls === 0 ? 1 : calls
    spent += await time(call, count)
    calls += count
  }
  return Math.max(1, Math.round((batchMs * calls) / spent))
}

/**
 * Measures one call of each case.
 * @param {Record<string, () => unknown>} cases
 * @param {{ rounds: number, warmUpMs: number, batchMs?: number }} options `batchMs`: a sample is the mean of as many
 *   consecutive calls as fill this time
 * @returns {Promise<Record<string, Measure>>}
 */
export async function measure(cases, { rounds, warmUpMs, batchMs = 1 }) {
  const entries = Object.entries(cases).map(([name, call]) => ({
    name,
    call,
    count: 1,
    samples: /** @type {number[]} */ ([]),
  }))
  for (const entry of entries) entry.count = await warmUp(entry.call, warmUpMs, batchMs)
  for (let round = 0; round < rounds; round++) {
    // Each round starts with another case, so that none always follows the same one.
    const order = entries.map((_, i) => /** @type {typeof entries[number]} */ (entries[(i + round) % entries.length]))
    for (const { call, count, samples } of order) {
      await time(call, 1) // refills the caches after the previous case
      samples.push((await time(call, count)) / count)
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, summarize(samples)]))
}
