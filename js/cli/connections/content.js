// What a connection file holds: its text with the places of its entries, and the entries as they are used.
import { readEntries } from '../../host/connection-file.js'
import { parseList } from '../../host/json.js'
import { decodeText } from '../../host/read-file.js'
import { versionOf } from './store.js'

/**
 * @typedef {import('./edits.js').Content & { entries: import('../../host/connection-file.js').Entry[], version: string,
 *   encode: (text: string) => Buffer }} Reading of a connection file; `encode` writes a text as the file was written
 */

/**
 * @param {Buffer} bytes
 * @param {string} name what messages call the file
 * @param {string} folder that key files are relative to
 * @returns {Promise<Reading>}
 * @throws {import('../../core/errors.js').ImsError} ERR_FILE_UNREADABLE; ERR_FILE_NOT_JSON with `line` and `column`
 */
export async function parseContent(bytes, name, folder) {
  const { text, encode } = decodeText(bytes, name)
  const { isSingle, items } = parseList(text, name)
  return { text, isSingle, items, entries: await readEntries(items, folder), encode, version: versionOf(bytes) }
}
