// The connections of an organization: the list of a connection file, and its changes.
import { createHash, randomUUID } from 'node:crypto'
import { isObject } from '../../core/input.js'
import { badRequest } from '../../host/body.js'
import { ImsError, load } from '../../index.js'
import { nameOf } from '../connection.js'
import { decodeText, parseJson, readEntries } from '../files.js'
import { checkName, describeEntry, mergeEntry } from './entry.js'
import { fileStore, memoryStore } from './store.js'

/**
 * @typedef {import('../../index.js').Connection} Connection
 * @typedef {import('../files.js').Entry} Entry
 *
 * @typedef {object} List
 * @property {string | null} file its name without its folder; null where the list is in memory alone
 * @property {import('./entry.js').Listed[]} connections in the order of the file
 * @property {string} version of the file's bytes, which a change has to name
 *
 * @typedef {{ name: string, number?: number }} Place a name, or the number of an entry, or both where several have the name
 * @typedef {{ connection: Connection, keepSecrets: boolean }} Save
 */

/** How many removed connections can be brought back. */
const maxRemoved = 20

/**
 * Every question reads the file, so whoever else changes it is heard; a change that names another version than the file
 * has is refused. Changes of this process go one after the other.
 * @param {string} [file] a connection file; without one the list is in memory alone
 * @param {import('../../index.js').Context['runtimeEnvironments']} [runtimeEnvironments] to check connections against
 */
export function createOrganization(file, runtimeEnvironments) {
  const store = file === undefined ? memoryStore() : fileStore(file)
  /** @type {Map<string, { value: unknown, index: number }>} as the file had them, by the word that brings them back */
  const removed = new Map()
  let last = Promise.resolve()

  async function read() {
    const bytes = await store.read()
    const name = store.name ?? 'the list'
    const content = parseJson(decodeText(bytes, name), name)
    const values = Array.isArray(content) ? content : [content]
    const entries = await readEntries(values, store.folder)
    const version = createHash('sha256').update(bytes).digest('base64url')
    return { ims: await load(), isSingle: !Array.isArray(content), values, entries, version }
  }

  /** @returns {Promise<List>} */
  async function list() {
    const { ims, values, entries, version } = await read()
    const connections = entries.map((entry, i) => {
      const takenNames = namesOf(entries.filter((other) => other !== entry))
      // An empty list of environments says nothing of them.
      return describeEntry(ims, entry, values[i], {
        takenNames,
        ...(runtimeEnvironments?.length && { runtimeEnvironments }),
      })
    })
    return { file: store.name, connections, version }
  }

  /**
   * @param {string} version @param {(now: Awaited<ReturnType<typeof read>>) => unknown[]} edit gives the values to write
   * @returns {Promise<List>} as it is then
   */
  function change(version, edit) {
    const changed = last.then(async () => {
      const now = await read()
      if (now.version !== version) {
        throw new ImsError('ERR_HOST_CHANGED', 'The list has changed since this page read it; nothing was saved.', {
          hint: 'Load the list again, then save once more. The form keeps what it has.',
        })
      }
      const values = edit(now)
      const content = now.isSingle && values.length === 1 ? values[0] : values
      await store.write(`${JSON.stringify(content, null, 2)}\n`)
      return list()
    })
    last = changed.then(
      () => {},
      () => {},
    )
    return changed
  }

  return {
    /** What the file holds, as `readConnectionFile` gives it, but possibly nothing. */
    entries: async () => (await read()).entries,

    list,

    /** @param {Save} given @param {string} version */
    add: ({ connection, keepSecrets }, version) =>
      change(version, ({ ims, values, entries }) => {
        requireName(checkName(ims, connection.name, entries))
        return [...values, mergeEntry(ims, {}, {}, connection, keepSecrets)]
      }),

    /** @param {Place} place @param {Save} given @param {string} version */
    replace: (place, { connection, keepSecrets }, version) =>
      change(version, ({ ims, values, entries }) => {
        const entry = find(ims, entries, place)
        const raw = values[entry.number - 1]
        if (!isObject(raw) || !entry.connection)
          throw badRequest('This entry is no connection; remove it, or mend the file.')
        requireName(
          checkName(
            ims,
            connection.name,
            entries.filter((other) => other !== entry),
          ),
        )
        return values.with(entry.number - 1, mergeEntry(ims, raw, entry.connection, connection, keepSecrets))
      }),

    /**
     * @param {Place} place @param {string} version
     * @returns {Promise<List & { removed: string, undo: string }>} its name, and the word for `restore`
     */
    async remove(place, version) {
      const undo = randomUUID()
      let name = ''
      const left = await change(version, ({ ims, values, entries }) => {
        const entry = find(ims, entries, place)
        const index = entry.number - 1
        name = nameOf(entry.connection)
        removed.set(undo, { value: values[index], index })
        return values.toSpliced(index, 1)
      }).catch((error) => {
        removed.delete(undo)
        throw error
      })
      for (const word of removed.keys()) if (removed.size > maxRemoved) removed.delete(word)
      return { ...left, removed: name, undo }
    },

    /** Brings a removed connection back, secrets and all, where it stood. @param {string} undo @param {string} version */
    async restore(undo, version) {
      const found = removed.get(undo)
      if (!found) throw unknownConnection('What was removed can no longer be brought back.')
      const { value, index } = found
      const back = await change(version, ({ ims, values, entries }) => {
        const name = isObject(value) && typeof value.name === 'string' ? value.name : ''
        requireName(checkName(ims, name, entries).filter(({ code }) => code === 'not_unique'))
        return values.toSpliced(index, 0, value)
      })
      removed.delete(undo)
      return back
    },
  }
}

/** @param {Entry[]} entries */
const namesOf = (entries) => entries.map(({ connection }) => nameOf(connection)).filter((name) => name !== '')

/**
 * @param {import('../../index.js').Ims} ims @param {Entry[]} entries @param {Place} place
 * @throws {ImsError} ERR_HOST_UNKNOWN_CONNECTION, ERR_HOST_BAD_REQUEST
 */
function find(ims, entries, { name, number }) {
  const key = ims.nameKey(name)
  const byNumber = name === '' && number !== undefined
  const named = byNumber ? entries : entries.filter(({ connection }) => ims.nameKey(nameOf(connection)) === key)
  const [found, other] = number === undefined ? named : named.filter((entry) => entry.number === number)
  if (!found) throw unknownConnection('The list has no connection of this name.')
  if (other)
    throw badRequest(`${named.length} connections have this name; say which by its number: ?entry=${other.number}`)
  return found
}

/** @param {string} message */
const unknownConnection = (message) => new ImsError('ERR_HOST_UNKNOWN_CONNECTION', message)

/** @param {import('../../index.js').Issue[]} issues */
function requireName(issues) {
  if (issues.length > 0) throw new ImsError('ERR_CONNECTION_INVALID', 'The connection cannot be saved.', { issues })
}
