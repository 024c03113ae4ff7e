// The shape of what a run measured; no code.
/**
 * @typedef {import('./measure.js').Measure} Measure
 * @typedef {Record<string, Record<string, Measure>>} Warm by bits, then by name
 * @typedef {object} Results what was not asked for is missing
 * @property {typeof import('./machine.js').machine} machine
 * @property {Record<string, string>} versions
 * @property {Warm} [warm] without relaxed SIMD
 * @property {Warm} [relaxed] with it
 * @property {{ nodeCrypto: number, imskit: number, blinded: number, unblinded: number }} [limits] a signature, and two
 *   exponentiations modulo numbers of 1,024 bits, in milliseconds
 * @property {Awaited<ReturnType<typeof import('./fresh.js').measureFresh>>} [fresh]
 * @property {Awaited<ReturnType<typeof import('./chromium.js').measureChromium>>} [chromium]
 * @property {{ one: Record<string, Measure>, many: Record<string, Record<string, Measure>>, taken: Record<string, Measure> }}
 *   [validate] `many`: a connection of so many; `taken`: one validation, against so many names
 * @property {{ signatures: number, bytes: number }[]} [memory]
 * @property {Record<string, { bytes: number, brotli: number }>} [sizes]
 * @property {Record<string, number>} [origins] bytes of the core by where they come from, before compression
 */

export {}
