// The boundary to the core: how connections, contexts and calls cross it.
import { openChannel } from './channel.js'
import { instantiateCore } from './instance.js'
import { findNearest, isObject } from './options.js'

/**
 * @typedef {object} Settings of one validation
 * @property {number | undefined} [fields] a bit for each field to check; default: all
 * @property {number} [handle] of a prepared context
 * @property {boolean} [clientCredentials]
 * @property {string | undefined} [currentName]
 * @property {number} now seconds since 1970
 *
 * @typedef {ReturnType<typeof openCore>} Core
 */

const encoder = new TextEncoder()

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

/** What `validate` returns if it needs all fields. The same number is in src/wasm/channel.h. */
const incomplete = -(2 ** 31)

/** @param {unknown} list @returns {list is string[]} */
const isTexts = (list) => Array.isArray(list) && list.every((item) => typeof item === 'string')

/**
 * Opens the core.
 * @param {WebAssembly.Module} module
 * @param {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined; empty for none
 */
export function openCore(module, fused = '') {
  const channel = openChannel(() => instantiateCore(module, fused))
  const { guard, take, write, call, asText, asJson } = channel
  const textRoom = channel.core.textRoom()
  const sizesRoom = channel.core.sizesRoom()
  /** @type {Uint8Array} the small buffer for texts */
  let text
  /** @type {Int32Array} the small buffer for sizes */
  let sizes

  /** Views of the memory. They are detached when the memory grows, and stale when the instance is replaced. */
  function refresh() {
    const { core, heap } = channel
    const place = core.textAddress(0)
    text = heap.subarray(place, place + textRoom)
    sizes = new Int32Array(heap.buffer, core.sizesAddress(0), sizesRoom)
  }
  refresh()

  /** Writes numbers for the next call. @param {number[]} numbers */
  function writeSizes(numbers) {
    const place = channel.core.sizesAddress(numbers.length)
    new Int32Array(channel.heap.buffer, place, numbers.length).set(numbers)
  }

  const listed = take(call('fieldNames', []), asText).split(' ')
  const names = listed.map((name) => name.replace('[]', ''))
  const takesList = listed.map((name) => name.endsWith('[]'))
  const places = new Map(names.map((name, i) => [name, i]))
  const allFields = 2 ** names.length - 1
  let [lastAsked, lastNeeded] = [allFields, allFields]

  /** The fields to send for a check of some fields. @param {number} fields */
  function neededFields(fields) {
    if (fields !== lastAsked) [lastAsked, lastNeeded] = [fields, guard(() => channel.core.neededFields(fields))]
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
      if (Array.isArray(value) && value.length > maxEntries) throw tooMany()
      values[i] = takesList[i] && Array.isArray(value) ? [...value] : value
      found++
    }
    if (fields !== allFields) return { values, unknown: none }
    const keys = Object.keys(connection)
    if (keys.length === found) return { values, unknown: none }
    const unknown = keys.filter((name) => !places.has(name) && connection[name] !== undefined)
    if (unknown.length > maxEntries) throw tooMany()
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
    const lists = values.filter((value, i) => takesList[i] && (isTexts(value) || typeof value === 'string'))
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
      return channel.generation
    },

    text: channel.text,
    json: channel.json,
    bytes: channel.bytes,

    /**
     * Calls a function that takes a connection and options.
     * @param {string} name @param {unknown} connection @param {number} fields to send @param {string} options JSON
     * @returns {string}
     */
    ofConnection(name, connection, fields, options) {
      const { values, unknown } = gather(requireConnection(connection), fields)
      const size = guard(() => {
        const { count, bytes, optionsBytes } = writeLong(values, unknown, undefined, options)
        return /** @type {any} */ (channel.core[name])(count, bytes, optionsBytes)
      })
      return take(size, asText)
    },

    /**
     * @param {unknown} given @param {Settings} settings
     * @returns {{ valid: boolean, connection: any, issues: any[] }}
     */
    validate(given, { fields = allFields, handle = 0, clientCredentials = false, currentName, now }) {
      const connection = requireConnection(given)
      let sent = neededFields(fields)
      let { values, unknown } = gather(connection, sent)
      const send = () => {
        try {
          if (text.buffer !== channel.heap.buffer) refresh()
          let count = names.length + 1
          let bytes = unknown.length === 0 ? writeShort(values, currentName) : -1
          if (bytes < 0) ({ count, bytes } = writeLong(values, unknown, currentName))
          return channel.core.validate(count, bytes, handle, fields, sent === allFields, clientCredentials, now)
        } catch {
          throw channel.restart()
        }
      }
      let size = send()
      if (size === incomplete) {
        sent = allFields
        ;({ values, unknown } = gather(connection, sent))
        size = send()
      }
      const { valid, changes, issues } =
        size === 0 ? { valid: true, changes: unchanged, issues: [] } : take(size, asJson)
      if (fields === allFields) return { valid, connection: collect(values, changes), issues }
      if (changes === unchanged) return { valid, connection: { ...connection }, issues }
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
        return channel.core.prepare(sizesOf.length, bytes, last)
      })
      return size >= 0 ? size : take(size, asJson)
    },

    /** @param {number} handle */
    release(handle) {
      guard(() => channel.core.release(handle))
    },
  }
}

/** @type {string[]} */
const none = []
const tooMany = () => new TypeError(`connection must have at most ${maxEntries} properties and list entries`)

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
