// Connection files: JSON with one connection or a list of them, in which values may come from key files and the environment.
import { load } from '#core'
import { ImsError } from '../core/errors.js'
import { isObject } from '../core/options.js'
import { parseList } from './json.js'
import { decodePem, readBytes, readText } from './read-file.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 *
 * @typedef {object} FileIssue what is wrong with a value before it can be validated, in the shape of an issue
 * @property {string} field
 * @property {'not_an_object' | 'too_complex' | 'credential_file' | 'missing_variable' | 'invalid_type' | 'unreadable_file' |
 *   'key_given_twice'} code
 * @property {'error'} severity
 * @property {string} message
 * @property {string} [hint]
 *
 * @typedef {object} Entry of a connection file
 * @property {number} number counted from 1
 * @property {unknown} value as the file has it
 * @property {Connection} [connection] with the values of files and variables filled in; absent if the entry is not a usable
 *   object
 * @property {FileIssue[]} issues
 */

/**
 * Reads the connections of a file as the command line does: JSON with one connection or an array of them, in which
 * `privateKeyFile` names a key file relative to the file, and `{ "env": "NAME" }` as a value takes it from the
 * environment.
 * @param {string} file path
 * @param {NodeJS.ProcessEnv} [env] default: `process.env`
 * @returns {Promise<Connection[]>} entries that are not connections are left out, and so are values that could not be read;
 *   each of these is a warning of the process, once.
 *   The host rejects requests for such a connection and names the missing field
 * @throws {ImsError} ERR_FILE_UNREADABLE; ERR_FILE_NOT_JSON with `line` and `column`
 */
export async function readConnections(file, env = process.env) {
  const { dirname } = await import('node:path')
  const { items } = parseList(await readText(file), file)
  const entries = await readEntries(items, dirname(file), env)
  for (const { number, issues } of entries) {
    for (const { message, hint } of issues) warnOnce(`${file}, connection ${number}: ${message} ${hint ?? ''}`.trim())
  }
  return entries.flatMap(({ connection }) => (connection ? [connection] : []))
}

/** Warnings that were given: a host reads its connections for each request. @type {Set<string>} */
const warned = new Set()
const mostWarnings = 100

/** @param {string} message */
function warnOnce(message) {
  if (warned.has(message) || warned.size === mostWarnings) return
  warned.add(message)
  process.emitWarning(message, 'ImskitWarning')
}

/**
 * Resolves the items of a connection file. Reads each key file once.
 * @param {import('./json.js').Item[]} items
 * @param {string} folder that key files are relative to
 * @param {NodeJS.ProcessEnv} [env] default: `process.env`
 * @param {string} [file] how a command in a hint names the file that the items come from
 * @returns {Promise<Entry[]>} every entry, bad ones with issues
 */
export async function readEntries(items, folder, env = process.env, file = 'FILE') {
  const [ims, { resolve }] = await Promise.all([load(), import('node:path')])
  /** @type {Map<string, Promise<string>>} */
  const keys = new Map()
  const readKey = (/** @type {string} */ file) => {
    const path = resolve(folder, file)
    const key = keys.get(path) ?? readBytes(path, file).then((bytes) => decodePem(bytes, file))
    keys.set(path, key)
    return key
  }
  return Promise.all(items.map((item, i) => readEntry(ims, item, i + 1, readKey, env, file)))
}

/**
 * @param {import('../core/types.js').Ims} ims @param {import('./json.js').Item} item @param {number} number
 * @param {(file: string) => Promise<string>} readKey @param {NodeJS.ProcessEnv} env
 * @param {string} file
 * @returns {Promise<Entry>}
 */
async function readEntry(ims, { value, tooComplex }, number, readKey, env, file) {
  /** @param {FileIssue['code']} code @param {string} message @param {string} [hint] @returns {Entry} */
  const refuse = (code, message, hint) => ({
    number,
    value,
    issues: [makeIssue('', code, message, hint)],
  })
  if (tooComplex) {
    const message = 'This entry is nested too deeply or has too many values to be a connection.'
    return refuse('too_complex', message, 'Remove what is not part of the connection.')
  }
  if (!isObject(value)) return refuse('not_an_object', `This is ${nameKind(value)}, not a connection.`)
  const source = await findSource(ims, value)
  if (source !== null) {
    const hint = `Convert it first:\nnpx imskit import ${file} --write connection.json`
    return refuse('credential_file', `This is a credential file (${nameSource(source)}), not a connection.`, hint)
  }
  /** @type {FileIssue[]} */
  const issues = []
  /** @param {unknown} given @param {string} field */
  const fill = (given, field) => {
    if (!isObject(given) || Object.keys(given).join() !== 'env' || typeof given.env !== 'string') return given
    const rule = ims.fields.find(({ name }) => name === field)
    const text = Object.hasOwn(env, given.env) ? env[given.env] : undefined
    if (text || (text === '' && !rule?.required)) return text
    const state = text === '' ? 'empty' : 'not set'
    const message = `${rule?.label ?? field} comes from the environment variable ${given.env}, which is ${state}.`
    issues.push(makeIssue(field, 'missing_variable', message, `Set ${given.env}, or write the value here.`))
    return undefined
  }
  const filled = Object.entries(value).map(([field, given]) => [
    field,
    Array.isArray(given) ? given.map((item) => fill(item, field)) : fill(given, field),
  ])
  const { privateKeyFile, ...connection } = Object.fromEntries(filled)
  if (privateKeyFile !== undefined) {
    const key = await readKeyFile(privateKeyFile, readKey, connection.privateKey !== undefined)
    if (typeof key === 'string') connection.privateKey = key
    else issues.push(key)
  }
  return { number, value, connection, issues }
}

/**
 * The kind of credential file that an entry is; null if it has any property of a connection.
 * @param {import('../core/types.js').Ims} ims @param {Record<string, unknown>} value
 */
async function findSource(ims, value) {
  if (ims.tables.fieldNames.some((name) => Object.hasOwn(value, name))) return null
  return (await ims.importCredentials(JSON.stringify(value))).source
}

/**
 * @param {unknown} file @param {(file: string) => Promise<string>} readKey @param {boolean} hasKey
 * @returns {Promise<string | FileIssue>}
 */
async function readKeyFile(file, readKey, hasKey) {
  const field = 'privateKeyFile'
  if (hasKey) {
    return makeIssue(
      field,
      'key_given_twice',
      'The entry has both privateKey and privateKeyFile.',
      'Remove one of them.',
    )
  }
  if (typeof file !== 'string' || file === '' || file.includes('\0')) {
    return makeIssue(field, 'invalid_type', 'privateKeyFile must be the name of a file.')
  }
  try {
    return await readKey(file)
  } catch (error) {
    if (!(error instanceof ImsError)) throw error
    return makeIssue(field, 'unreadable_file', error.message, error.hint)
  }
}

/** @param {string} field @param {FileIssue['code']} code @param {string} message @param {string} [hint] @returns {FileIssue} */
const makeIssue = (field, code, message, hint) => ({ field, code, severity: 'error', message, ...(hint && { hint }) })

/** @type {Readonly<Record<string, string>>} */
const sourceNames = {
  'console-oauth': 'JSON of the Developer Console',
  'console-jwt': 'JSON of the Developer Console',
  'console-project': 'JSON of a project in the Developer Console',
  aem: 'JSON of AEM as a Cloud Service',
  'jwt-auth': 'options of @adobe/jwt-auth',
  connection: 'connection',
  postman: 'Postman environment',
  env: 'names and values',
  json: 'JSON',
}

/** What messages call the `source` of importCredentials. @param {string} source */
export const nameSource = (source) => sourceNames[source] ?? source

/** @param {unknown} value */
function nameKind(value) {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
