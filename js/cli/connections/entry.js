// One entry of a connection file: what may be shown of it, and what a change makes of it.
import { isObject } from '../../core/options.js'
import { ImsError } from '../../index.js'
import { isSameSecret } from '../../sandbox/constant-time.js'
import { checkEntry, nameOf } from '../connection.js'

/**
 * @typedef {import('../../core/types.js').Ims} Ims
 * @typedef {import('../../core/types.js').Connection} Connection
 * @typedef {import('../../host/connection-file.js').Entry} Entry
 * @typedef {import('../../core/types.js').Issue | import('../../host/connection-file.js').FileIssue} AnyIssue
 *
 * @typedef {Omit<Connection, 'clientSecret' | 'privateKey' | 'passphrase'> & {
 *   number: number, kept: string[], missing: string[], needs: string[], state: 'valid' | 'warnings' | 'errors',
 *   issues: AnyIssue[]
 * }} Listed an entry without its secrets. `number` counts from 1; `kept` names the secrets that the file holds or points to.
 *   A secret that it does not hold has no issue. `needs` has the labels of those that a token needs, and `missing` those of
 *   other required fields without a value. Without any value of a credential, which fields it has is open, so `missing` has
 *   “credential” in place of their labels
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
 * @param {Ims} ims @param {Entry} entry
 * @param {import('../../core/types.js').Context} context
 * @returns {Listed}
 */
export function describeEntry(ims, entry, context) {
  const kept = findKept(ims, entry.value)
  const absent = secretNames(ims).filter((name) => !kept.includes(name))
  const grant = findGrant(entry.connection ?? {}, kept)
  const issues = checkEntry(ims, entry, { ...context, grant })
    .filter(({ field, code }) => !(code === 'required' && absent.some((name) => name === field)))
    .map((issue) => (issue.code === 'unreadable_file' ? hideFolder(issue) : issue))
  const state = issues.some(({ severity }) => severity === 'error')
    ? 'errors'
    : issues.length > 0
      ? 'warnings'
      : 'valid'
  const given = withoutSecrets(ims, entry.connection ?? {})
  const hasCredential =
    kept.length > 0 || ims.tables.fieldNames.some((name) => isOfCredential(name) && !isEmpty(given[name]))
  const required = issues.flatMap(({ field, code }) => (code === 'required' ? [String(field)] : []))
  const secrets = grant === 'jwt' ? ['clientSecret', 'privateKey'] : ['clientSecret']
  const needs = hasCredential ? secrets.filter((name) => !kept.includes(name)).map((name) => labelOf(ims, name)) : []
  const missing = required.filter((name) => hasCredential || !isOfCredential(name)).map((name) => labelOf(ims, name))
  if (!hasCredential && entry.connection) missing.push('credential')
  return { number: entry.number, ...given, kept, missing, needs, state, issues }
}

/** Whether a token depends on the field. @param {string} name */
const isOfCredential = (name) => !['name', 'description', 'type', 'runtimeEnvironment'].includes(name)

/** @param {Ims} ims @param {string} name */
const labelOf = (ims, name) => ims.fields.find((field) => field.name === name)?.label ?? name

/** The grant of a saved connection: one with scopes and without a key is for client_credentials. @param {Connection} connection @param {string[]} kept */
const findGrant = ({ scopes }, kept) =>
  Array.isArray(scopes) && scopes.length > 0 && !kept.includes('privateKey') ? 'client_credentials' : 'jwt'

/** The page need not know the folders of this machine: the message begins with one. @param {AnyIssue} issue */
const hideFolder = (issue) => ({ ...issue, message: issue.message.replace(/^.*[\\/]/s, '') })

/**
 * The entry as it is to be written. What does not change stays as is: unknown members, the order, `{ env }`, and secrets
 * unless new ones are to be kept. An empty field is removed. A field that is not on the form is removed only if it is given
 * as empty.
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
 * Refuses to point a stored secret at another server. A caller who changes IMS Host or IMS Exchange must know the client
 * secret, or replace it: otherwise the next `imskit token` would send it there.
 * @param {Ims} ims @param {Record<string, unknown>} raw @param {Connection} before raw, with its values filled in
 * @param {Connection} given @param {boolean} keepSecrets
 * @throws {ImsError} ERR_HOST_SECRET_REQUIRED
 */
export function requireSecret(ims, raw, before, given, keepSecrets) {
  if (isEmpty(raw.clientSecret)) return
  const [old, fresh] = [before, given].map(({ imsHost, imsExchange }) => destinationOf(ims, { imsHost, imsExchange }))
  if (old === fresh) return
  const { clientSecret } = given
  if (typeof clientSecret === 'string' && clientSecret !== '') {
    if (
      keepSecrets ||
      (typeof before.clientSecret === 'string' && isSameSecret(clientSecret.trim(), before.clientSecret.trim()))
    )
      return
  }
  throw new ImsError('ERR_HOST_SECRET_REQUIRED', 'Enter the client secret to change IMS Host or IMS Exchange.', {
    field: 'clientSecret',
    hint: 'The stored secret would be sent to the new address.',
  })
}

/** @param {Ims} ims @param {Connection} given */
function destinationOf(ims, given) {
  const { imsHost, imsExchange } = ims.validate(given, { fields: ['imsHost', 'imsExchange'] }).connection
  return JSON.stringify([imsHost, imsExchange])
}

/**
 * Whether the name can be saved. Everything else may wait, since people save what is half done.
 * @param {Ims} ims @param {string | undefined} name @param {Entry[]} others
 * @returns {import('../../core/types.js').Issue[]} errors
 */
export function checkName(ims, name, others) {
  const key = typeof name === 'string' ? ims.nameKey(name) : ''
  const takenNames = others
    .map(({ connection }) => nameOf(connection))
    .filter((taken) => taken !== '' && ims.nameKey(taken) === key)
  return ims.validate({ name }, { fields: ['name'], takenNames }).issues.filter(({ severity }) => severity === 'error')
}

/**
 * Removes the secrets that an entry holds as text. References stay: a key file, or a variable of the environment.
 * @param {Ims} ims @param {Record<string, unknown>} entry
 * @returns {Record<string, unknown>}
 */
export function withoutStoredSecrets(ims, entry) {
  const secrets = /** @type {string[]} */ (secretNames(ims))
  return Object.fromEntries(
    Object.entries(entry).filter(([name, value]) => !(secrets.includes(name) && typeof value === 'string')),
  )
}
