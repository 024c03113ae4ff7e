// The connection that a command is about.
import { dirname } from 'node:path'
import { readEntries } from '../host/connection-file.js'
import { parseList } from '../host/json.js'
import { ImsError, load } from '../index.js'
import { isPrivateKey, nameFile, quoteFile, readText, standardInput } from './input.js'
import { brief, err } from './output.js'
import { UsageError } from './usage-error.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('../host/connection-file.js').Entry} Entry
 */

/**
 * Reads the entries of a connection file.
 * @param {string} file path, or `-` for standard input, whose key files are relative to the current folder
 * @returns {Promise<Entry[]>} at least one; bad ones have issues
 * @throws {ImsError} ERR_FILE_UNREADABLE; ERR_FILE_NOT_JSON with `line` and `column` if it has a place
 */
export async function readConnectionFile(file) {
  const name = nameFile(file)
  const text = await readText(file)
  const { items } = parseConnections(text, file)
  if (items.length === 0) throw new ImsError('ERR_FILE_NOT_JSON', `${name} has no connection: its array is empty.`)
  return readEntries(items, file === standardInput ? '.' : dirname(file), process.env, quoteFile(file))
}

/** @param {string} text @param {string} file */
function parseConnections(text, file) {
  const name = nameFile(file)
  try {
    return parseList(text, name)
  } catch (error) {
    if (!(error instanceof ImsError) || !isPrivateKey(text)) throw error
    const { line, column } = error
    const hint = `To check the key:\nnpx imskit inspect-key ${quoteFile(file)}`
    throw new ImsError('ERR_FILE_NOT_JSON', `${name} is a private key, not a connection file.`, { hint, line, column })
  }
}

/**
 * Reads the one connection of a file that a command is about.
 * @param {string} file path, or `-` for standard input
 * @param {string} [name] which of several
 * @param {string[]} [unused] fields that the command does not need
 * @returns {Promise<Connection>}
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues` if it could not be read completely
 */
export async function readConnection(file, name, unused = []) {
  const { connection, issues: all } = choose(file, await readConnectionFile(file), name, await load())
  const issues = all.filter(({ field }) => !unused.includes(field))
  if (connection && issues.length === 0) return connection
  const message = `The connection in ${nameFile(file)} cannot be used.`
  throw new ImsError('ERR_CONNECTION_INVALID', message, { issues, file })
}

/** @param {string} file @param {Entry[]} entries @param {string | undefined} name @param {import('../core/types.js').Ims} ims */
function choose(file, entries, name, ims) {
  const fitting =
    name === undefined
      ? entries
      : entries.filter((entry) => ims.nameKey(nameOf(entry.connection)) === ims.nameKey(name))
  const [first, second] = fitting
  if (first && !second) return first
  const names = brief(entries.map((entry) => brief(nameOf(entry.connection)) || '(no name)').join(', '), 1000)
  const from = nameFile(file)
  if (name === undefined)
    throw new UsageError(`${from} has ${entries.length} connections; choose one with --name: ${names}`)
  if (!first) throw new UsageError(`${from} has no connection with this name; it has: ${names}`)
  throw new UsageError(`${from} has ${fitting.length} connections with this name; give each its own name`)
}

/**
 * All issues of an entry: those of reading it, and those that the core finds.
 * @param {import('../core/types.js').Ims} ims @param {Entry} entry @param {import('../core/types.js').Context} context
 * @returns {(import('../core/types.js').Issue | import('../host/connection-file.js').FileIssue)[]}
 */
export function checkEntry(ims, { connection, issues }, context) {
  if (!connection) return issues
  // A value that could not be read is missing only because of that.
  const unread = new Set(issues.map(({ field }) => (field === 'privateKeyFile' ? 'privateKey' : field)))
  const found = ims.validate(connection, context).issues
  return [...issues, ...found.filter(({ field }) => !unread.has(field))]
}

/** @param {Connection | undefined} connection */
export const nameOf = (connection) => (typeof connection?.name === 'string' ? connection.name : '')

/**
 * Prints the warnings about a usable connection on standard error.
 * @param {Connection} connection @param {import('../core/types.js').FieldName[]} fields
 */
export async function warn(connection, fields) {
  const { issues } = (await load()).validate(connection, { fields })
  const warnings = issues.filter(({ severity }) => severity === 'warning')
  if (warnings.length > 0) err.issues(warnings)
}
