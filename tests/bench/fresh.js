// Measures the first signature in a fresh Node process.
import { runFresh } from './child.js'
import { summarize } from './measure.js'
import { payload, rivals } from './rivals.js'

export const nothing = 'Node alone'

/**
 * @param {string} key path of the key file
 * @param {number} rounds
 * @returns {Promise<Record<string, Record<string, import('./measure.js').Measure>>>}
 * by `process`, from its start to its end, and by `imported`, `ready` and `signed`, since import began
 */
export async function measureFresh(key, rounds) {
  const cases = [{ name: nothing, file: '' }, ...rivals].map(({ name, file }) => ({
    name,
    file,
    samples: /** @type {Record<string, number>[]} */ ([]),
  }))
  for (let round = 0; round <= rounds; round++) {
    for (const { file, samples } of cases) {
      const started = performance.now()
      const { jwt, ...times } = await runFresh('once.js', { signer: file, key, payload })
      // The first round only fills the file system's cache.
      if (round > 0) samples.push({ process: performance.now() - started, ...times })
    }
  }
  return Object.fromEntries(
    cases.map(({ name, samples }) => {
      const columns = Object.keys(samples[0] ?? {})
      return [
        name,
        Object.fromEntries(columns.map((column) => [column, summarize(samples.map((one) => one[column] ?? 0))])),
      ]
    }),
  )
}
