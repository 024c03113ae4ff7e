// What commands read: files, or standard input in place of a file.
import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { replaceInvisible } from '../core/invisible.js'
import { decodePem, decodeText, filesRead, readBytes as readFile, readStream } from '../host/read-file.js'
import { UsageError } from './usage-error.js'

/** The name that stands for standard input. */
export const standardInput = '-'

/** The longest delay of a timer: the user or a program may take any time to write to standard input. */
const forever = 2 ** 31 - 1
let isInputRead = false

/** What messages call a file. @param {string} file */
export const nameFile = (file) => (file === standardInput ? 'Standard input' : file)

/** A file in a command that the user may run. @param {string} file */
export function quoteFile(file) {
  if (replaceInvisible(file, () => '') !== file) return 'FILE'
  return /^[\w./@%+=:,-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}

/** Whether a text starts as a PEM private key does. @param {string} text */
export const isPrivateKey = (text) => /^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)

/** The path of a file with its links followed; its absolute path if there is no such file. @param {string} file */
export const findPath = (file) => realpath(file).catch(() => resolve(file))

/**
 * @param {string} file path, or `-` for standard input
 * @returns {Promise<Buffer>} not empty
 * @throws {import('../core/errors.js').ImsError} ERR_FILE_UNREADABLE
 * @throws {UsageError} if standard input is read twice
 */
export async function readBytes(file) {
  if (file !== standardInput) return readFile(file)
  if (isInputRead) throw new UsageError('standard input was given twice: use a file for one of them')
  isInputRead = true
  filesRead.add('/dev/stdin') // which may be a file
  return readStream(process.stdin, nameFile(file), forever)
}

/**
 * @param {string} file path, or `-` for standard input
 * @returns {Promise<string>}
 * @throws {import('../core/errors.js').ImsError} ERR_FILE_UNREADABLE
 */
export const readText = async (file) => decodeText(await readBytes(file), nameFile(file)).text

/**
 * A key or certificate as text.
 * @param {string} file path, or `-` for standard input
 * @returns {Promise<string>}
 * @throws {import('../core/errors.js').ImsError} ERR_FILE_UNREADABLE
 */
export const readPem = async (file) => decodePem(await readBytes(file), nameFile(file))
