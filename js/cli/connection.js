import { ImsError, load } from '../index.js'
import { readConnectionFile, readTextFile } from './files.js'
import { brief, err } from './output.js'
import { askHidden } from './prompt.js'
import { UsageError } from './usage.js'

/** @typedef {import('../index.js').Connection} Connection */

/**
 * The one connection of a file that a command is about.
 * @param {string} file @param {string} [name] which of several
 * @returns {Promise<Connection>}
 */
export async function readConnection(file, name) {
  const { connection, issues } = choose(file, await readConnectionFile(file), name, await load())
  if (connection && issues.length === 0) return connection
  throw new ImsError('ERR_CONNECTION_INVALID', `The connection in ${file} cannot be used.`, { issues, file })
}

/** @param {string} file @param {import('./files.js').Entry[]} entries @param {string | undefined} name @param {import('../index.js').Ims} ims */
function choose(file, entries, name, ims) {
  const fitting =
    name === undefined
      ? entries
      : entries.filter((entry) => ims.nameKey(nameOf(entry.connection)) === ims.nameKey(name))
  const [first, second] = fitting
  if (first && !second) return first
  const names = entries.map((entry) => brief(nameOf(entry.connection)) || '(no name)').join(', ')
  if (name === undefined)
    throw new UsageError(`${file} has ${entries.length} connections; choose one with --name: ${names}`)
  if (!first) throw new UsageError(`${file} has no connection of this name; it has: ${names}`)
  throw new UsageError(`${file} has ${fitting.length} connections of this name; give each its own`)
}

/**
 * The connection with its passphrase: from the file named, or asked for where the key wants one.
 * @param {Connection} connection @param {string} [passphraseFile]
 * @returns {Promise<Connection>}
 */
export async function unlock(connection, passphraseFile) {
  if (passphraseFile !== undefined) return { ...connection, passphrase: await readPassphrase(passphraseFile) }
  if (!(await isLocked(connection))) return connection
  if (process.stdin.isTTY) return { ...connection, passphrase: await askPassphrase() }
  throw new UsageError('the private key is encrypted, and there is no terminal to ask: use --passphrase-file')
}

/** Whether its key wants a passphrase that it does not have. @param {Connection} connection */
export async function isLocked(connection) {
  const { issues } = (await load()).validate(connection, { fields: ['passphrase'] })
  return issues.some(({ code }) => code === 'passphrase_required')
}

/**
 * What is wrong with an entry of a file: what kept it from being read, and what the core finds.
 * @param {import('../index.js').Ims} ims @param {import('./files.js').Entry} entry @param {import('../index.js').Context} context
 * @returns {(import('../index.js').Issue | import('./files.js').FileIssue)[]}
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

/** Without the line end that editors add. @param {string} file */
export const readPassphrase = async (file) => (await readTextFile(file)).replace(/\r?\n$/, '')

export const askPassphrase = () => askHidden('Passphrase of the private key: ')

/**
 * Says on standard error what looks odd about a connection that can be used.
 * @param {Connection} connection @param {import('../index.js').FieldName[]} fields
 */
export async function warn(connection, fields) {
  const { issues } = (await load()).validate(connection, { fields })
  const warnings = issues.filter(({ severity }) => severity === 'warning')
  if (warnings.length > 0) err.issues(warnings)
}
