// The passphrase of an encrypted key: from a file, or asked for on the terminal.
import { load } from '../index.js'
import { readText } from './input.js'
import { askHidden } from './prompt.js'
import { UsageError } from './usage-error.js'

/** @typedef {import('../core/types.js').Connection} Connection */

/**
 * Gives a connection the passphrase of its key, from a file or by asking for it.
 * @param {Connection} connection
 * @param {string} [passphraseFile] path, or `-` for standard input
 * @returns {Promise<Connection>}
 */
export async function unlock(connection, passphraseFile) {
  if (passphraseFile !== undefined) return { ...connection, passphrase: await readPassphrase(passphraseFile) }
  if (!(await isLocked(connection))) return connection
  if (process.stdin.isTTY) return { ...connection, passphrase: await askPassphrase() }
  throw new UsageError('the private key is encrypted, and there is no terminal to ask: use --passphrase-file')
}

/** True if the key needs a passphrase that the connection does not have. @param {Connection} connection */
export async function isLocked(connection) {
  const { issues } = (await load()).validate(connection, { fields: ['passphrase'] })
  return issues.some(({ code }) => code === 'passphrase_required')
}

/** Reads a passphrase, without the line end that editors add. @param {string} file */
export const readPassphrase = async (file) => (await readText(file)).replace(/\r?\n$/, '')

export const askPassphrase = () => askHidden('Passphrase of the private key: ')
