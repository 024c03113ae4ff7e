// The boundary to the core. Texts and bytes cross through its memory, sizes as numbers, and every copy is wiped.
import { ImsError } from './errors.js'
import { instantiate } from './instance.js'
import { findNearest, isObject } from './options.js'

/**
 * @typedef {object} Settings of one validation
 * @property {number} [fields] a bit for each field to check; default: all
 * @property {number} [handle] of a prepared context
 * @property {boolean} [clientCredentials]
 * @property {string | undefined} [currentName]
 * @property {number} now seconds since 1970
 *
 * @typedef {ReturnType<typeof openCore>} Core
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Stands for the size of a value that is not what its field takes. The same numbers are in src/api/given.h. */
const unfit = { absent: -1, null: -2, boolean: -3, number: -4, string: -5, list: -6, mixedList: -7, object: -8 }

/** @param {unknown} value @param {boolean} takesList */
function unfitOf(value, takesList) {
  if (value === undefined) return unfit.absent
  if (value === null) return unfit.null
  if (Array.isArray(value)) return takesList ? unfit.mixedList : unfit.list
  const type = typeof value
  return type === 'boolean' || type === 'number' || type === 'string' ? unfit[type] : unfit.object
}

const maxEntries = 65536

/** @param {unknown} list @returns {list is string[]} */
const isTexts = (list) => Array.isArray(list) && list.every((item) => typeof item === 'string')

/**
 * Opens the core.
 * @param {WebAssembly.Module} module
 * @param {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined; empty for none
 */
export function openCore(module, fused = '') {
  let core = instantiate(module, fused)
  let generation = 0
  const textRoom = core.textRoom()
  const sizesRoom = core.sizesRoom()
  let [textPlace, sizesPlace] = [core.textAddress(0), core.sizesAddress(0)]
  /** @type {Uint8Array} the memory of the core */
  let heap
  /** @type {Uint8Array} */
  let text
  /** @type {Int32Array} */
  let sizes

  /** Views of the memory. They are detached when the memory grows. */
  function refresh() {
    const { buffer } = core.wasmMemory
    heap = new Uint8Array(buffer)
    text = heap.subarray(textPlace, textPlace + textRoom)
    sizes = new Int32Array(buffer, sizesPlace, sizesRoom)
  }
  refresh()

  /** A trap may have left anything behind, so the instance is not used again. @returns {ImsError} */
  function restart() {
    core = instantiate(module, fused)
    generation++
    ;[textPlace, sizesPlace] = [core.textAddress(0), core.sizesAddress(0)]
    refresh()
    return new ImsError('ERR_CORE_FAILED', 'The core failed, probably because memory ran out. It was restarted.')
  }

  /** Runs what uses the core. @template T @param {() => T} use @returns {T} */
  function guard(use) {
    try {
      return use()
    } catch {
      throw restart()
    }
  }

  /** Writes the inputs of the next call. @param {(string | Uint8Array)[]} inputs @returns {number[]} their sizes in bytes */
  function write(inputs) {
    const arrays = inputs.map((input) => (typeof input === 'string' ? encoder.encode(input) : input))
    let place = core.textAddress(arrays.reduce((sum, { length }) => sum + length, 0))
    if (heap.length === 0) refresh()
    for (const [i, array] of arrays.entries()) {
      heap.set(array, place)
      place += array.length
      if (array !== inputs[i]) array.fill(0) // leave the caller's own bytes untouched
    }
    return arrays.map(({ length }) => length)
  }

  /** Writes numbers for the next call. @param {number[]} numbers */
  function writeSizes(numbers) {
    const place = core.sizesAddress(numbers.length)
    if (heap.length === 0) refresh()
    new Int32Array(heap.buffer, place, numbers.length).set(numbers)
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
    if (heap.length === 0) refresh()
    const answer = heap.subarray(place, place + (failed ? -1 - size : size))
    try {
      if (!failed) return read(answer)
      const { code, message, ...details } = JSON.parse(decoder.decode(answer))
      throw code === 'ERR_ARGUMENT' ? new TypeError(message) : new ImsError(code, message, details)
    } finally {
      answer.fill(0)
    }
  }

  /** @param {Uint8Array} answer */
  const asText = (answer) => decoder.decode(answer)
  /** @param {Uint8Array} answer */
  const asJson = (answer) => JSON.parse(decoder.decode(answer))
  /** @param {Uint8Array} answer */
  const asBytes = (answer) => /** @type {Uint8Array<ArrayBuffer>} */ (answer.slice())

  /** @param {string} name of a function of src/api/api.h that takes texts @param {(string | Uint8Array)[]} inputs */
  const call = (name, inputs) => guard(() => /** @type {any} */ (core[name])(...write(inputs)))

  const listed = take(call('fieldNames', []), asText).split(' ')
  const names = listed.map((name) => name.replace('[]', ''))
  const takesList = listed.map((name) => name.endsWith('[]'))
  const places = new Map(names.map((name, i) => [name, i]))
  const allFields = 2 ** names.length - 1
  let [lastAsked, lastNeeded] = [allFields, allFields]

  /** The fields to send for a check of some fields. @param {number} fields */
  function neededFields(fields) {
    if (fields !== lastAsked) [lastAsked, lastNeeded] = [fields, guard(() => core.neededFields(fields))]
    return lastNeeded
  }

  /**
   * Reads the values of a connection. Getters of the caller may run here, so nothing is written before it is done.
   * @param {Record<string, unknown>} connection @param {number} fields
   * @returns {{ values: unknown[], unknown: string[] }} values by place; the names of unknown properties
   */
  function gather(connection, fields) {
    const values = new Array(names.length).fill(undefined)
    let found = 0
    for (let i = 0; i < names.length; i++) {
      if ((fields & (1 << i)) === 0) continue
      const value = connection[/** @type {string} */ (names[i])]
      if (value === undefined) continue
      if (Array.isArray(value) && value.length > maxEntries) throw tooMany
      values[i] = takesList[i] && Array.isArray(value) ? [...value] : value
      found++
    }
    if (fields !== allFields) return { values, unknown: none }
    const keys = Object.keys(connection)
    if (keys.length === found) return { values, unknown: none }
    const unknown = keys.filter((name) => !places.has(name) && connection[name] !== undefined)
    if (unknown.length > maxEntries) throw tooMany
    return { values, unknown }
  }

  /**
   * Writes a connection of short ASCII texts with one call of the encoder.
   * @param {unknown[]} values @param {string | undefined} currentName
   * @returns {number} bytes written, or -1 if the values are not like that
   */
  function writeShort(values, currentName) {
    let joined = ''
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value === undefined) {
        sizes[i] = unfit.absent
      } else if (typeof value === 'string' && !takesList[i]) {
        sizes[i] = value.length
        joined += value
      } else return -1
    }
    sizes[values.length] = currentName === undefined ? unfit.absent : currentName.length
    if (currentName !== undefined) joined += currentName
    if (joined.length > textRoom) return -1
    const { read, written } = encoder.encodeInto(joined, text)
    if (written === joined.length && read === written) return written
    text.fill(0, 0, written)
    return -1
  }

  /**
   * Writes any connection, and options behind it.
   * @param {unknown[]} values @param {string[]} unknown @param {string | undefined} currentName
   * @param {string} [options]
   * @returns {{ count: number, bytes: number, optionsBytes: number }}
   */
  function writeLong(values, unknown, currentName, options = '') {
    const lists = values.filter((value, i) => takesList[i] && isTexts(value))
    const numbers = values.map((value, i) =>
      takesList[i] && isTexts(value) ? value.length : unfitOf(value, takesList[i] === true),
    )
    numbers.push(unfit.absent)
    /** @type {string[]} */
    const texts = []
    /** @type {number[]} the place of each text in `numbers` */
    const at = []
    for (const [i, value] of [...values, currentName].entries()) {
      if (typeof value === 'string' && !takesList[i]) at.push(i) && texts.push(value)
    }
    for (const entry of [...lists.flat(), ...unknown]) {
      at.push(numbers.length)
      numbers.push(0)
      texts.push(/** @type {string} */ (entry))
    }
    const written = write([...texts, options])
    const optionsBytes = written.pop() ?? 0
    for (const [i, size] of written.entries()) numbers[/** @type {number} */ (at[i])] = size
    writeSizes(numbers)
    return { count: numbers.length, bytes: written.reduce((sum, size) => sum + size, 0), optionsBytes }
  }

  /** The values that are of the right kind, by name. @param {unknown[]} values @param {Record<string, unknown>} changes */
  function collect(values, changes) {
    /** @type {Record<string, unknown>} */
    const connection = {}
    for (let i = 0; i < names.length; i++) {
      const name = /** @type {string} */ (names[i])
      const fits = takesList[i] ? isTexts(values[i]) : typeof values[i] === 'string'
      const value = name in changes ? changes[name] : fits ? values[i] : undefined
      if (value !== undefined && value !== null) connection[name] = value
    }
    return connection
  }
  const unchanged = Object.freeze(Object.create(null))

  return {
    /** The names of all fields, in form order. */
    names,
    /** A bit for each field. */
    allFields,
    /** Changes when the instance is replaced, which loses the prepared contexts. */
    get generation() {
      return generation
    },

    /** @param {string} name @param {(string | Uint8Array)[]} inputs @returns {string} */
    text: (name, ...inputs) => take(call(name, inputs), asText),
    /** @param {string} name @param {(string | Uint8Array)[]} inputs @returns {any} */
    json: (name, ...inputs) => take(call(name, inputs), asJson),
    /** @param {string} name @param {(string | Uint8Array)[]} inputs */
    bytes: (name, ...inputs) => take(call(name, inputs), asBytes),

    /**
     * Calls a function that takes a connection and options.
     * @param {string} name @param {unknown} connection @param {number} fields to send @param {string} options JSON
     * @returns {string}
     */
    ofConnection(name, connection, fields, options) {
      const { values, unknown } = gather(requireConnection(connection), fields)
      const size = guard(() => {
        const { count, bytes, optionsBytes } = writeLong(values, unknown, undefined, options)
        return /** @type {any} */ (core[name])(count, bytes, optionsBytes)
      })
      return take(size, asText)
    },

    /**
     * @param {unknown} given @param {Settings} settings
     * @returns {{ valid: boolean, connection: any, issues: any[] }}
     */
    validate(given, { fields = allFields, handle = 0, clientCredentials = false, currentName, now }) {
      const connection = requireConnection(given)
      const { values, unknown } = gather(connection, neededFields(fields))
      /** @type {number} */
      let size
      try {
        if (heap.length === 0) refresh()
        let count = names.length + 1
        let bytes = unknown.length === 0 ? writeShort(values, currentName) : -1
        if (bytes < 0) ({ count, bytes } = writeLong(values, unknown, currentName))
        size = /** @type {any} */ (core.validate)(count, bytes, handle, fields, clientCredentials, now)
      } catch {
        throw restart()
      }
      const { valid, changes, issues } =
        size === 0 ? { valid: true, changes: unchanged, issues: [] } : take(size, asJson)
      if (fields === allFields) return { valid, connection: collect(values, changes), issues }
      const others = { ...connection, ...changes }
      for (const name in changes) if (changes[name] === null) delete others[name]
      return { valid, connection: others, issues }
    },

    /**
     * The bits of fields.
     * @param {readonly string[]} fields
     * @throws {TypeError} for an unknown name
     */
    bitsOf(fields) {
      let bits = 0
      for (const name of fields) {
        const place = places.get(name)
        if (place === undefined) throw unknownField(String(name), names)
        bits |= 1 << place
      }
      return bits
    },

    /** @param {readonly string[]} takenNames @param {string} options JSON @returns {number} a handle */
    prepare(takenNames, options) {
      const size = guard(() => {
        const sizesOf = write([...takenNames, options])
        const last = sizesOf.pop() ?? 0
        const bytes = sizesOf.reduce((sum, length) => sum + length, 0)
        writeSizes(sizesOf)
        return /** @type {any} */ (core.prepare)(sizesOf.length, bytes, last)
      })
      return size >= 0 ? size : take(size, asJson)
    },

    /** @param {number} handle */
    release(handle) {
      guard(() => /** @type {any} */ (core.release)(handle))
    },
  }
}

/** @type {string[]} */
const none = []
const tooMany = new TypeError(`connection must have at most ${maxEntries} properties and list entries`)

/** @param {unknown} connection @returns {Record<string, unknown>} */
function requireConnection(connection) {
  if (isObject(connection)) return connection
  throw new TypeError(`connection ${connection === undefined ? 'is missing; it ' : ''}must be an object`)
}

/** @param {string} name @param {string[]} known */
function unknownField(name, known) {
  const nearest = findNearest(name, known)
  const advice = nearest ? `Did you mean ${nearest}?` : `Known: ${known.join(', ')}`
  return new TypeError(`context.fields has an unknown field ${name.slice(0, 40)}. ${advice}`)
}
