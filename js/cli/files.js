import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { derSequence } from '../core/boundary.js'
import { isObject } from '../core/input.js'
import { ImsError, load } from '../index.js'
import { findJsonError, locate } from './json.js'
import { UsageError } from './usage.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 *
 * @typedef {object} FileIssue what is wrong with a value before it can be validated; in the shape of an issue
 * @property {string} field
 * @property {'not_an_object' | 'credential_file' | 'missing_variable' | 'invalid_type' | 'unreadable_file' | 'key_given_twice'} code
 * @property {'error'} severity
 * @property {string} message
 * @property {string} [hint]
 *
 * @typedef {object} Entry of a connection file
 * @property {number} number counted from 1
 * @property {Connection} [connection] with the values of files and variables filled in; absent where it is no object
 * @property {FileIssue[]} issues
 */

/** More than any number of connections that a person keeps in a file. */
const maxFileBytes = 8 * 1024 * 1024

const byteOrderMarks = new Map([
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
])

/** What the system says, in words. @type {Record<string, string>} */
const fileFailures = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a directory, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ENAMETOOLONG: 'has too long a name',
}

/**
 * Reads a connection file: JSON, one connection or an array. In it `privateKeyFile` names a file beside it, and
 * `{ "env": "NAME" }` in place of any value takes it from the environment.
 * @param {string} file
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Entry[]>} every entry, bad ones with issues
 * @throws {ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON; with `line` and `column` where there is a place
 */
export async function readConnectionFile(file, env = process.env) {
  const content = await readJsonFile(file)
  const values = Array.isArray(content) ? content : [content]
  if (values.length === 0) throw new ImsError('ERR_FILE_NOT_JSON', `${file} holds no connection: its array is empty.`)
  return readEntries(values, dirname(resolve(file)), env)
}

/**
 * The entries of a connection file, from what is written there.
 * @param {unknown[]} values @param {string} folder where the file is @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Entry[]>}
 */
export const readEntries = (values, folder, env = process.env) =>
  Promise.all(values.map((value, i) => readEntry(value, i + 1, folder, env)))

/**
 * @param {string} file @param {string} [name] to call it by
 * @returns {Promise<Buffer>} not empty
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export async function readBytes(file, name = file) {
  const chunks = []
  let size = 0
  try {
    // One byte more than allowed tells a file that is too large, without reading an endless one.
    for await (const chunk of createReadStream(file, { end: maxFileBytes })) {
      chunks.push(chunk)
      size += chunk.length
    }
  } catch (error) {
    const { code = 'unknown error' } = /** @type {NodeJS.ErrnoException} */ (error)
    throw unreadable(name, fileFailures[code] ?? `cannot be read (${code})`)
  }
  if (size > maxFileBytes) throw unreadable(name, `is larger than ${maxFileBytes / 1024 / 1024} MiB`)
  if (size === 0) throw unreadable(name, 'is empty')
  return Buffer.concat(chunks)
}

/**
 * A text file: UTF-8, or UTF-16 with its byte order mark, as PowerShell writes it.
 * @param {string} file @param {string} [name] to call it by
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export const readTextFile = async (file, name = file) => decodeText(await readBytes(file, name), name)

/**
 * A key or certificate as text: PEM as it is, binary DER in base64, which the core takes for PEM without its markers.
 * @param {string} file @param {string} [name] to call it by
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export async function readPemFile(file, name = file) {
  const bytes = await readBytes(file, name)
  const binary = bytes[0] === derSequence && bytes.includes(0)
  return binary ? bytes.toString('base64') : decodeText(bytes, name)
}

/** @param {Buffer} bytes @param {string} name to call it by */
export function decodeText(bytes, name) {
  const [encoding] = [...byteOrderMarks].find(([, mark]) => bytes.subarray(0, mark.length).equals(mark)) ?? ['utf-8']
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // in no such encoding
  }
  throw unreadable(name, 'is not text in UTF-8', 'A binary file cannot be used here.')
}

/** @param {string} name @param {string} what @param {string} [hint] */
const unreadable = (name, what, hint) => new ImsError('ERR_FILE_UNREADABLE', `${name} ${what}.`, { hint })

/**
 * @param {string} file @returns {Promise<unknown>}
 * @throws {ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON with `line` and `column`
 */
export const readJsonFile = async (file) => parseJson(await readTextFile(file), file)

/**
 * @param {string} text @param {string} name of its file @returns {unknown}
 * @throws {ImsError} ERR_FILE_NOT_JSON with `line` and `column`
 */
export function parseJson(text, name) {
  try {
    return JSON.parse(text)
  } catch {
    const end = text.trimEnd().length
    const index = Math.min(findJsonError(text), end)
    const { line, column } = locate(text, index)
    const early = index === end ? 'it ends too early, at' : 'see'
    const message = `${name} is not JSON: ${early} line ${line}, column ${column}.`
    throw new ImsError('ERR_FILE_NOT_JSON', message, { hint: adviseJson(text, index), line, column })
  }
}

/** The mistakes that people make. @param {string} text @param {number} index */
function adviseJson(text, index) {
  const c = text.charAt(index)
  if (text.trim() === '') return 'It holds nothing but white space.'
  if (c === '\n' || c === '\r') {
    return 'A line break within quotes is written \\n. For a key it is easier to name its file: "privateKeyFile": "private.key".'
  }
  if ((c === '}' || c === ']') && text.slice(0, index).trimEnd().endsWith(',')) return 'Remove the comma before it.'
  if (c === "'" || c === '“' || c === '”') return 'Use straight double quotes: "…".'
  if (c === '/') return 'JSON has no comments.'
  return undefined
}

/**
 * @param {unknown} value @param {number} number @param {string} folder @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Entry>}
 */
async function readEntry(value, number, folder, env) {
  if (!isObject(value)) {
    const message = `This is ${nameKind(value)}, not a connection.`
    return { number, issues: [{ field: '', code: 'not_an_object', severity: 'error', message }] }
  }
  const source = await findSource(value)
  if (source !== null) {
    const message = `This is a credential file (${source}), not a connection.`
    const hint = 'Turn it into one: imskit import FILE --write connection.json'
    return { number, issues: [{ field: '', code: 'credential_file', severity: 'error', message, hint }] }
  }
  /** @type {FileIssue[]} */
  const issues = []
  const filled = Object.fromEntries(
    Object.entries(value).map(([field, given]) => {
      if (!Array.isArray(given)) return [field, fill(given, field)]
      return [field, given.map((item) => fill(item, field))]
    }),
  )
  const { privateKeyFile, ...connection } = filled
  if (privateKeyFile !== undefined) {
    const key = await readKeyFile(privateKeyFile, folder, connection.privateKey !== undefined)
    if (typeof key === 'string') connection.privateKey = key
    else issues.push(key)
  }
  return { number, connection, issues }

  /** @param {unknown} given @param {string} field */
  function fill(given, field) {
    if (!isObject(given) || Object.keys(given).join() !== 'env' || typeof given.env !== 'string') return given
    const name = given.env
    if (Object.hasOwn(env, name)) return env[name]
    const message = `${field} is to come from the environment variable ${name}, which is not set.`
    issues.push({
      field,
      code: 'missing_variable',
      severity: 'error',
      message,
      hint: `Set ${name}, or give the value here.`,
    })
    return undefined
  }
}

/**
 * Which credential file it is that stands in place of a connection; null where it has any property of one.
 * @param {Record<string, unknown>} value
 */
async function findSource(value) {
  const ims = await load()
  if (ims.tables.fieldNames.some((name) => Object.hasOwn(value, name))) return null
  return ims.importCredentials(JSON.stringify(value)).source
}

/**
 * @param {unknown} file @param {string} folder @param {boolean} hasKey
 * @returns {Promise<string | FileIssue>}
 */
async function readKeyFile(file, folder, hasKey) {
  const issue = { field: 'privateKeyFile', severity: /** @type {const} */ ('error') }
  if (hasKey) {
    const message = 'There is a privateKey beside privateKeyFile.'
    return { ...issue, code: 'key_given_twice', message, hint: 'Give one of the two.' }
  }
  if (typeof file !== 'string' || file === '' || file.includes('\0')) {
    return { ...issue, code: 'invalid_type', message: 'privateKeyFile must be the name of a file.' }
  }
  try {
    return await readPemFile(resolve(folder, file), file)
  } catch (error) {
    const { message, hint } = /** @type {ImsError} */ (error)
    return { ...issue, code: 'unreadable_file', message, hint }
  }
}

/** @param {unknown} value */
function nameKind(value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return `a ${typeof value}`
}

/**
 * In place of what the file held before, for the owner alone: a reader finds the old content or the new, whole.
 * A symbolic link is replaced, not followed.
 * @param {string} file @param {string} content @param {string} [name] to call it by
 * @throws {UsageError}
 */
export async function replaceFile(file, content, name = file) {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync() // or a crash could leave the new name with nothing behind it
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    refuseWriting(name, error)
  }
}

/** @param {string} file @param {unknown} error @returns {never} */
function refuseWriting(file, error) {
  const { code = 'unknown error' } = /** @type {NodeJS.ErrnoException} */ (error)
  throw new UsageError(`${file} ${writeFailures[code] ?? `cannot be written (${code})`}`)
}

/** @type {Record<string, string>} */
const writeFailures = {
  EEXIST: 'exists already; name a new file',
  ENOENT: 'cannot be written: its folder does not exist',
  ENOTDIR: 'cannot be written: its folder does not exist',
  EISDIR: 'is a directory, not a file',
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'cannot be written: the file system is read-only',
  ENOSPC: 'cannot be written: the disk is full',
}

/**
 * For the owner alone, never in place of a file that exists, and wholly or not at all.
 * @param {string} file @param {string} content
 * @throws {UsageError}
 */
export async function writeNewFile(file, content) {
  /** @param {unknown} error */
  const refuse = (error) => refuseWriting(file, error)
  const handle = await open(file, 'wx', 0o600).catch(refuse)
  try {
    await handle.writeFile(content)
  } catch (error) {
    await rm(file, { force: true })
    refuse(error)
  } finally {
    await handle.close()
  }
}
