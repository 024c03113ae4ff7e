// An entry of a connection file: what may be told of it, and what a change makes of it.
import { isObject } from '../../core/input.js'
import { checkEntry, nameOf } from '../connection.js'

/**
 * @typedef {import('../../index.js').Ims} Ims
 * @typedef {import('../../index.js').Connection} Connection
 * @typedef {import('../files.js').Entry} Entry
 * @typedef {import('../../index.js').Issue | import('../files.js').FileIssue} AnyIssue
 *
 * @typedef {Omit<Connection, 'clientSecret' | 'privateKey' | 'passphrase'> & {
 *   number: number, kept: string[], state: 'valid' | 'warnings' | 'errors', issues: AnyIssue[]
 * }} Listed an entry without its secrets. `number` counts from 1; `kept` names the secrets that the file holds or points to.
 *   Nothing is asked of a secret that it does not hold
 */

/** @param {unknown} value */
const isEmpty = (value) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** @param {unknown} value */
export const isFieldValue = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))

/** @param {Ims} ims */
const secretNames = (ims) => ims.fields.flatMap(({ name, secret }) => (secret ? [name] : []))

/** @param {Ims} ims @param {unknown} raw as the file has it @returns {string[]} */
function findKept(ims, raw) {
  if (!isObject(raw)) return []
  return secretNames(ims).filter(
    (name) => !isEmpty(raw[name]) || (name === 'privateKey' && !isEmpty(raw.privateKeyFile)),
  )
}

/** @param {Ims} ims @param {Connection} connection */
function withoutSecrets(ims, connection) {
  const secrets = new Set(/** @type {string[]} */ (secretNames(ims)))
  const known = new Set(/** @type {string[]} */ (ims.tables.fieldNames))
  return Object.fromEntries(
    Object.entries(connection).filter(([name, value]) => known.has(name) && !secrets.has(name) && isFieldValue(value)),
  )
}

/**
 * @param {Ims} ims @param {Entry} entry @param {unknown} raw the same as the file has it
 * @param {import('../../index.js').Context} context
 * @returns {Listed}
 */
export function describeEntry(ims, entry, raw, context) {
  const kept = findKept(ims, raw)
  const absent = secretNames(ims).filter((name) => !kept.includes(name))
  const issues = checkEntry(ims, entry, context)
    .filter(({ field, code }) => !(code === 'required' && absent.some((name) => name === field)))
    .map((issue) => (issue.code === 'unreadable_file' ? hideFolder(issue) : issue))
  const state = issues.some(({ severity }) => severity === 'error')
    ? 'errors'
    : issues.length > 0
      ? 'warnings'
      : 'valid'
  return { number: entry.number, ...withoutSecrets(ims, entry.connection ?? {}), kept, state, issues }
}

/** Where the files of this machine are is nobody else's business: the message begins with one. @param {AnyIssue} issue */
const hideFolder = (issue) => ({ ...issue, message: issue.message.replace(/^.*[\\/]/s, '') })

/**
 * The entry as it is to be written. What is not changed stays as it stands: unknown members, the order, `{ env }`, and
 * secrets unless new ones are to be kept. An empty field is left out; so is none of those that the form does not ask,
 * unless it is given as empty.
 * @param {Ims} ims @param {Record<string, unknown>} raw @param {Connection} before raw, with its values filled in
 * @param {Connection} given @param {boolean} keepSecrets
 * @returns {Record<string, unknown>}
 */
export function mergeEntry(ims, raw, before, given, keepSecrets) {
  const entry = { ...raw }
  const [shown, asked] = [before, given].map((connection) => withoutSecrets(ims, connection))
  const [old, fresh] = [shown, asked].map((connection) => ims.validate(connection ?? {}).connection)
  const secrets = secretNames(ims)
  for (const name of ims.tables.fieldNames) {
    const onForm = ims.fields.some((field) => field.name === name)
    if (secrets.some((secret) => secret === name) || (!onForm && given[name] === undefined)) continue
    if (!isEmpty(given[name])) {
      if (JSON.stringify(old?.[name]) !== JSON.stringify(fresh?.[name])) entry[name] = fresh?.[name]
    } else if (!isEmpty(shown?.[name])) delete entry[name]
  }
  if (!keepSecrets) return entry
  for (const name of secrets) if (!isEmpty(given[name])) entry[name] = given[name]
  if (isEmpty(given.privateKey)) return entry
  delete entry.privateKeyFile
  if (isEmpty(given.passphrase)) delete entry.passphrase // it was that of the old key
  return entry
}

/**
 * Whether the name may be saved: all else may wait, since people save what is half done.
 * @param {Ims} ims @param {string | undefined} name @param {Entry[]} others
 * @returns {import('../../index.js').Issue[]} errors
 */
export function checkName(ims, name, others) {
  const takenNames = others.map(({ connection }) => nameOf(connection))
  return ims.validate({ name }, { fields: ['name'], takenNames }).issues.filter(({ severity }) => severity === 'error')
}
