// Applies the certain fixes of issues to the entries of a connection file.
import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../core/options.js'
import { readEntries } from '../host/connections.js'
import { decodeText } from '../host/file.js'
import { parseList } from '../host/json.js'
import { load } from '../index.js'
import { isFieldValue } from './connections/entry.js'
import { fileStore, versionOf } from './connections/store.js'
import { changeItems } from './connections/text.js'

/**
 * @typedef {import('../index.js').Ims} Ims
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('../host/connections.js').Entry} Entry
 *
 * @typedef {object} Applied a fix that an entry needs
 * @property {string} field
 * @property {string} code of the issue
 * @property {string} title of the fix, such as "Remove the quotes"
 * @property {string} [after] the new value, if it is right now and no secret
 */

/** A fix may reveal another issue with a fix: quotes inside quotes. No value needs this many. */
const maxRounds = 40

/**
 * Applies fixes until none is left. A value that comes from the environment or a key file is left as is.
 * @param {Ims} ims @param {Entry} entry
 * @returns {{ fixes: Applied[], value: Record<string, unknown> }} `value`: what the file should have
 */
export function fixEntry(ims, { connection, value }) {
  if (!connection || !isObject(value)) return { fixes: [], value: {} }
  /** @type {Omit<Applied, 'after'>[]} */
  const fixes = []
  let [fixed, written] = [connection, value]
  for (let round = 0; round < maxRounds; round++) {
    const step = findStep(ims, fixed, written)
    if (!step) break
    fixes.push(step.fix)
    fixed = step.connection
    written = step.raw
  }
  const { issues } = ims.validate(fixed)
  return { fixes: fixes.map((fix) => ({ ...fix, ...describeResult(ims, fixed, issues, fix.field) })), value: written }
}

/** The first fix that can be made in the file. @param {Ims} ims @param {Connection} connection @param {Record<string, unknown>} raw */
function findStep(ims, connection, raw) {
  for (const issue of ims.validate(connection).issues) {
    if (!issue.fix) continue
    const after = /** @type {Record<string, unknown>} */ (ims.applyFix(connection, issue))
    const before = /** @type {Record<string, unknown>} */ (connection)
    const names = Object.keys({ ...before, ...after }).filter((name) => !isDeepStrictEqual(before[name], after[name]))
    const inFile = names.every((name) =>
      raw[name] === undefined ? before[name] === undefined : isFieldValue(raw[name]),
    )
    if (names.length === 0 || !inFile) continue
    const written = { ...raw }
    for (const name of names) {
      if (after[name] === undefined) delete written[name]
      else written[name] = after[name]
    }
    const fix = { field: issue.field, code: issue.code, title: issue.fix.title }
    return { fix, connection: /** @type {Connection} */ (after), raw: written }
  }
  return undefined
}

/** @param {Ims} ims @param {Connection} connection @param {import('../index.js').Issue[]} issues @param {string} field */
function describeResult(ims, connection, issues, field) {
  const value = /** @type {Record<string, unknown>} */ (connection)[field]
  const isPublic = ims.fields.some(({ name, secret }) => name === field && !secret)
  const isRight = issues.every((issue) => issue.field !== field)
  return isPublic && isRight && typeof value === 'string' ? { after: value } : {}
}

/**
 * Fixes the entries of a file in place, atomically and under the lock that `imskit serve` uses. Entries without a fix stay byte
 * for byte.
 * @param {string} file path
 * @returns {Promise<Map<number, Applied[]>>} the fixes that were made, by the number of the entry
 * @throws {import('../index.js').ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_FILE_UNWRITABLE, ERR_HOST_CHANGED
 */
export async function fixFile(file) {
  const store = fileStore(file)
  const bytes = await store.read()
  const { text, encode } = decodeText(bytes, file)
  const content = { text, ...parseList(text, file) }
  const [ims, entries] = await Promise.all([load(), readEntries(content.items, store.folder)])
  /** @type {Map<number, Record<string, unknown>>} */
  const changes = new Map()
  /** @type {Map<number, Applied[]>} */
  const made = new Map()
  for (const [i, entry] of entries.entries()) {
    const { fixes, value } = fixEntry(ims, entry)
    if (fixes.length === 0) continue
    changes.set(i, value)
    made.set(entry.number, fixes)
  }
  if (changes.size > 0) await store.replace(encode(changeItems(content, changes)), versionOf(bytes))
  return made
}
