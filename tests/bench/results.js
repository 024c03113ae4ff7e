// The shape of the results of a run; no code.
/**
 * @typedef {import('./measure.js').Measure} Measure
 * @typedef {Record<string, Record<string, Measure>>} Warm by bits, then by name
 * @typedef {object} Results parts that did not run are missing
 * @property {typeof import('./machine.js').machine} machine
 * @property {Record<string, string>} versions
 * @property {Warm} [warm] without relaxed SIMD
 * @property {Warm} [relaxed] with it
 * @property {{ nodeCrypto: number, imskit: number, blinded: number, unblinded: number }} [limits] milliseconds of a
 *   signature and of two exponentiations modulo 1,024-bit numbers
 * @property {Awaited<ReturnType<typeof import('./fresh.js').measureFresh>>} [fresh]
 * @property {Awaited<ReturnType<typeof import('./chromium.js').measureChromium>>} [chromium]
 * @property {{ one: Record<string, Measure>, many: Record<string, Record<string, Measure>>, taken: Record<string, Measure>,
 *   prepared: Record<string, Measure>, issueBytes: number }} [validate] `many`: per connection,
 *   by the number of connections; `taken` and `prepared`: one validation, by the number of taken names, which are passed
 *   with the call or prepared; `issueBytes`: size of the JSON of five errors
 * @property {{ signatures: number, bytes: number }[]} [memory]
 * @property {Record<string, { bytes: number, brotli: number }>} [sizes]
 * @property {Record<string, number>} [origins] uncompressed bytes of the core by origin
 */

export {}
