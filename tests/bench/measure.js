// How a time is taken, in Node and in a page alike: every case in every round, so that noise hits all of them.

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
 * The time of some calls in a row. A promise is awaited; what is synchronous pays for no await.
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
 * Warms a case up, and finds how many calls the clock can tell apart.
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
 * The time of one call, for each case.
 * @param {Record<string, () => unknown>} cases
 * @param {{ rounds: number, warmUpMs: number, batchMs?: number }} options `batchMs`: a sample is the mean of as many calls
 *   in a row as fill this time
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
    // Another begins in each round: nobody always follows the same one.
    const order = entries.map((_, i) => /** @type {typeof entries[number]} */ (entries[(i + round) % entries.length]))
    for (const { call, count, samples } of order) {
      await time(call, 1) // the caches are full of the one before
      samples.push((await time(call, count)) / count)
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, summarize(samples)]))
}
