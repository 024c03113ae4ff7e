// Texts and bytes cross through the memory of a module, sizes as numbers. Every copy is wiped. See src/wasm/channel.h.
import { ImsError } from './errors.js'

/**
 * @typedef {import('./instance.js').Instance} Instance
 * @typedef {ReturnType<typeof openChannel>} Channel
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** @param {Uint8Array} answer */
const asText = (answer) => decoder.decode(answer)
/** @param {Uint8Array} answer */
const asJson = (answer) => JSON.parse(decoder.decode(answer))
/** @param {Uint8Array} answer */
const asBytes = (answer) => /** @type {Uint8Array<ArrayBuffer>} */ (answer.slice())

/**
 * Opens a channel to an instance. A trap may have left anything behind, so the instance is then replaced.
 * @param {() => Instance} instantiate
 */
export function openChannel(instantiate) {
  let core = instantiate()
  let heap = new Uint8Array(core.wasmMemory.buffer)
  let generation = 0

  /** @returns {ImsError} */
  function restart() {
    core = instantiate()
    heap = new Uint8Array(core.wasmMemory.buffer)
    generation++
    return new ImsError('ERR_CORE_FAILED', 'The core failed, probably because memory ran out. It was restarted.')
  }

  /** Runs what uses the core. @template T @param {() => T} use @returns {T} @throws {ImsError} ERR_CORE_FAILED */
  function guard(use) {
    try {
      return use()
    } catch {
      throw restart()
    }
  }

  /** The memory, also after it has grown. */
  function memory() {
    if (heap.length === 0) heap = new Uint8Array(core.wasmMemory.buffer)
    return heap
  }

  /** Writes the inputs of the next call. @param {(string | Uint8Array)[]} inputs @returns {number[]} their sizes in bytes */
  function write(inputs) {
    const arrays = inputs.map((input) => (typeof input === 'string' ? encoder.encode(input) : input))
    let place = core.textAddress(arrays.reduce((sum, { length }) => sum + length, 0))
    for (const [i, array] of arrays.entries()) {
      memory().set(array, place)
      place += array.length
      if (array !== inputs[i]) array.fill(0) // leave the caller's own bytes untouched
    }
    return arrays.map(({ length }) => length)
  }

  /**
   * Takes the answer of a call and wipes it.
   * @template T @param {number} size as the call returned it @param {(answer: Uint8Array) => T} read
   * @returns {T}
   * @throws {ImsError | TypeError} the error that the core answered
   */
  function take(size, read) {
    const failed = size < 0
    const place = core.answerAddress()
    const answer = memory().subarray(place, place + (failed ? -1 - size : size))
    try {
      if (!failed) return read(answer)
      const { code, message, ...details } = asJson(answer)
      throw code === 'ERR_ARGUMENT' ? new TypeError(message) : new ImsError(code, message, details)
    } finally {
      answer.fill(0)
    }
  }

  /** @param {string} name of a function of src/api/api.h that takes texts @param {(string | Uint8Array)[]} inputs @returns {number} */
  const call = (name, inputs) => guard(() => core[name](...write(inputs)))

  return {
    get core() {
      return core
    },
    get heap() {
      return memory()
    },
    /** Changes when the instance is replaced. */
    get generation() {
      return generation
    },
    restart,
    guard,
    write,
    take,
    call,
    asText,
    asJson,

    /** @param {string} name @param {(string | Uint8Array)[]} inputs */
    text: (name, ...inputs) => take(call(name, inputs), asText),
    /** @param {string} name @param {(string | Uint8Array)[]} inputs @returns {any} */
    json: (name, ...inputs) => take(call(name, inputs), asJson),
    /** @param {string} name @param {(string | Uint8Array)[]} inputs */
    bytes: (name, ...inputs) => take(call(name, inputs), asBytes),
  }
}
