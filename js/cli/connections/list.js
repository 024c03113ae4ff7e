// The list of connections that the console shows, and its changes.
import { randomUUID } from 'node:crypto'
import { isObject } from '../../core/options.js'
import { badRequest } from '../../host/body.js'
import { ImsError, load } from '../../index.js'
import { nameOf } from '../connection.js'
import { parseContent } from './content.js'
import { changeItem, insertItem, removeItem, writeItem } from './edits.js'
import { checkName, describeEntry, mergeEntry, requireSecret, withoutStoredSecrets } from './entry.js'
import { changed, fileStore, memoryStore } from './store.js'

/**
 * @typedef {import('../../core/types.js').Connection} Connection
 * @typedef {import('../../core/types.js').Ims} Ims
 * @typedef {import('../../host/connection-file.js').Entry} Entry
 *
 * @typedef {object} List
 * @property {string | null} file its name without its folder; null if the list is in memory
 * @property {(import('./entry.js').Listed & { unique: boolean })[]} connections in the order of the file. `unique`: whether the name
 *   is enough to find the entry
 * @property {string} version of the file's content, which a change has to name
 *
 * @typedef {{ name: string, number?: number }} Place a name, or the number of an entry, or both if several have the name
 * @typedef {{ connection: Connection, keepSecrets: boolean, removeSecrets?: boolean }} Save
 *
 * @typedef {import('./content.js').Reading & { ims: Ims }} Reading of the list
 */

/** How many removed connections can be restored. */
const maxRemoved = 20

/**
 * Opens the list of a connection file. Each call reads the file, so changes by other programs are seen. A change that names
 * another version than that of the file is refused. A change writes the edited entry only; the rest of the file stays byte
 * for byte.
 * @param {string} [file] a connection file; without one the list is in memory
 * @param {import('../../core/types.js').Context['runtimeEnvironments']} [runtimeEnvironments] to validate connections against
 */
export function openList(file, runtimeEnvironments) {
  const store = file === undefined ? memoryStore() : fileStore(file)
  /** Text and place of removed entries, by the word that restores them. `wasShared`: whether others had its name. @type {Map<string, { text: string, value: unknown, index: number, wasShared: boolean }>} */
  const removed = new Map()

  const read = async () => parse(await store.read())

  /** @param {Buffer} bytes @returns {Promise<Reading>} */
  async function parse(bytes) {
    const [ims, content] = await Promise.all([load(), parseContent(bytes, store.name ?? 'the list', store.folder)])
    return { ims, ...content }
  }

  /** @param {Reading} reading @returns {List} */
  function describe({ ims, entries, version }) {
    const keys = entries.map(({ connection }) => ims.nameKey(nameOf(connection)))
    const counts = new Map()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    const connections = entries.map((entry, i) => {
      const name = nameOf(entry.connection)
      const isShared = counts.get(keys[i]) > 1
      const described = describeEntry(ims, entry, {
        takenNames: name !== '' && isShared ? [name] : [],
        ...(runtimeEnvironments?.length && { runtimeEnvironments }), // an empty list says nothing about them
      })
      return { ...described, unique: name !== '' && !isShared }
    })
    return { file: store.name, connections, version }
  }

  /**
   * @param {string} version @param {(reading: Reading) => string} edit returns the new text
   * @returns {Promise<List>} after the change: from what was written, since another program may already be writing again
   */
  async function change(version, edit) {
    const reading = await read()
    if (reading.version !== version) throw changed(reading.version)
    const bytes = reading.encode(edit(reading))
    const after = describe(await parse(bytes))
    await store.replace(bytes, version)
    return after
  }

  return {
    /** The entries of the file; possibly none. */
    entries: async () => (await read()).entries,

    list: async () => describe(await read()),

    /** Removes what killed processes left behind. */
    tidy: () => store.tidy(),

    /** @param {Save} given @param {string} version */
    add: ({ connection, keepSecrets }, version) =>
      change(version, (reading) => {
        const { ims, entries, items, text } = reading
        requireName(checkName(ims, connection.name, entries))
        return insertItem(reading, items.length, writeItem(mergeEntry(ims, {}, {}, connection, keepSecrets), text))
      }),

    /** @param {Place} place @param {Save} given @param {string} version */
    replace: (place, { connection, keepSecrets, removeSecrets }, version) =>
      change(version, (reading) => {
        const { ims, entries } = reading
        const entry = find(ims, entries, place)
        const index = entry.number - 1
        const raw = entry.value
        if (!isObject(raw) || !entry.connection) {
          throw badRequest('This entry is not a connection. Remove it, or correct the file.')
        }
        const others = entries.filter((other) => other !== entry)
        // An entry with a wrong name can still lose its secrets.
        const keepsName = removeSecrets && connection.name === entry.connection.name
        if (!keepsName) requireName(checkName(ims, connection.name, others))
        requireSecret(ims, raw, entry.connection, connection, keepSecrets)
        const merged = mergeEntry(ims, raw, entry.connection, connection, keepSecrets)
        return changeItem(reading, index, removeSecrets ? withoutStoredSecrets(ims, merged) : merged)
      }),

    /**
     * @param {Place} place @param {string} version
     * @returns {Promise<List & { removed: string, undo: string }>} its name, and the word for `restore`
     */
    async remove(place, version) {
      const undo = randomUUID()
      let name = ''
      const left = await change(version, (reading) => {
        const { ims, text, items, entries } = reading
        const entry = find(ims, entries, place)
        const index = entry.number - 1
        const { start, end, value } = /** @type {import('./edits.js').Content['items'][0]} */ (items[index])
        name = nameOf(entry.connection)
        const others = entries.filter((other) => other !== entry)
        const wasShared = findShared(ims, name, others).length > 0
        removed.set(undo, { text: text.slice(start, end), value, index, wasShared })
        return removeItem(reading, index)
      }).catch((error) => {
        removed.delete(undo)
        throw error
      })
      for (const word of removed.keys()) if (removed.size > maxRemoved) removed.delete(word)
      return { ...left, removed: name, undo }
    },

    /** Restores a removed connection where it was, byte for byte, secrets included. @param {string} undo @param {string} version */
    async restore(undo, version) {
      const found = removed.get(undo)
      if (!found) throw unknownConnection('This connection can no longer be restored.')
      const { text, value, index, wasShared } = found
      const back = await change(version, (reading) => {
        const { ims, items, entries } = reading
        const name = isObject(value) && typeof value.name === 'string' ? value.name : ''
        if (!wasShared) requireName(findShared(ims, name, entries))
        return insertItem(reading, Math.min(index, items.length), text)
      })
      removed.delete(undo)
      return back
    },
  }
}

/**
 * @param {Ims} ims @param {Entry[]} entries @param {Place} place
 * @throws {ImsError} ERR_HOST_UNKNOWN_CONNECTION, ERR_HOST_BAD_REQUEST
 */
function find(ims, entries, { name, number }) {
  const key = ims.nameKey(name)
  const byNumber = name === '' && number !== undefined
  const named = byNumber ? entries : entries.filter(({ connection }) => ims.nameKey(nameOf(connection)) === key)
  const [found, other] = number === undefined ? named : named.filter((entry) => entry.number === number)
  if (!found) throw unknownConnection('The list has no connection with this name.')
  if (other)
    throw badRequest(`${named.length} connections have this name. Add the number of one: ?entry=${other.number}`)
  return found
}

/** The issue of a name that other entries have. @param {Ims} ims @param {string} name @param {Entry[]} entries */
const findShared = (ims, name, entries) => checkName(ims, name, entries).filter(({ code }) => code === 'not_unique')

/** @param {string} message */
const unknownConnection = (message) => new ImsError('ERR_HOST_UNKNOWN_CONNECTION', message)

/** @param {import('../../core/types.js').Issue[]} issues */
function requireName(issues) {
  if (issues.length > 0) throw new ImsError('ERR_CONNECTION_INVALID', 'The connection cannot be saved.', { issues })
}
