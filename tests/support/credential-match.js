// Tells whether credentials were found with all their values: by imskit, or in what a parser returns.
import { createPrivateKey } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'

/** @typedef {import('./credential-samples.js').Credential} Credential */

/** The numbers of a private key that OpenSSL reads. @param {string} pem */
const numbersOf = (pem) => createPrivateKey(pem).export({ format: 'jwk' })

/** @param {string} found @param {string} pem */
export function isSameKey(found, pem) {
  try {
    return isDeepStrictEqual(numbersOf(found), numbersOf(pem))
  } catch {
    return false
  }
}

/**
 * The fields that an import lacks or has wrong, by the candidate that is closest to each credential, and the number of
 * candidates if there are more than credentials.
 * @param {import('imskit').Ims} ims @param {string} text @param {Credential[]} has @returns {Promise<string[]>}
 */
export async function missingInImport(ims, text, has) {
  const { candidates } = await ims.importCredentials(text)
  const found = [{}, ...candidates.map(({ connection }) => connection)]
  const missing = has.flatMap((truth) => {
    const missingIn = (/** @type {import('imskit').Connection} */ connection) =>
      Object.entries(truth).flatMap(([field, value]) => (isImported(ims, connection, field, value) ? [] : [field]))
    return found.map(missingIn).reduce((best, other) => (other.length < best.length ? other : best))
  })
  return candidates.length > has.length ? [...missing, `${candidates.length} credentials`] : missing
}

/** @param {import('imskit').Ims} ims @param {import('imskit').Connection} connection @param {string} field @param {unknown} value */
function isImported(ims, connection, field, value) {
  if (field === 'privateKey') return isSameKey(toPkcs8(ims, connection.privateKey), String(value))
  return isDeepStrictEqual(connection[/** @type {'clientId'} */ (field)], value)
}

/** @param {import('imskit').Ims} ims @param {string | undefined} key */
function toPkcs8(ims, key) {
  try {
    return ims.toPkcs8(key ?? '')
  } catch {
    return ''
  }
}

/** What a field is called in files, in lower case without `_`, `-` and the like. @type {Record<keyof Credential, RegExp>} */
const names = {
  clientId: /clientid|apikey/,
  clientSecret: /secret/,
  technicalAccountId: /tech.*id$|tech.*acc|^id$/,
  organizationId: /org/,
  privateKey: /key/,
  scopes: /scope/,
  metaScopes: /scope/,
}

/**
 * Every value in a parser's result with the last name on its path. An object with a name and a value is read as a pair, and
 * the elements of a list, or of a list as JSON text, have the name of the list.
 * @param {unknown} value @param {string} [name] @returns {[name: string, value: unknown][]}
 */
function leavesOf(value, name = '') {
  if (Array.isArray(value)) return [[name, value], ...value.flatMap((one) => leavesOf(one, name))]
  if (typeof value === 'string' && value.startsWith('[')) return [[name, value], ...leavesOf(listOf(value), name)]
  if (typeof value !== 'object' || value === null) return [[name, value]]
  const { key, name: called, value: paired } = /** @type {Record<string, unknown>} */ (value)
  const title = typeof key === 'string' ? key : called
  const pair = typeof title === 'string' && paired !== undefined ? leavesOf(paired, title) : []
  return [...pair, ...Object.entries(value).flatMap(([inner, one]) => leavesOf(one, inner))]
}

/** @param {string} text @returns {unknown[]} */
function listOf(text) {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}

/** @param {keyof Credential} field @param {unknown} found @param {unknown} value */
function isRight(field, found, value) {
  if (field === 'privateKey') {
    const text = Array.isArray(found) ? found.join('\n') : found
    return typeof text === 'string' && isSameKey(text, String(value))
  }
  if (Array.isArray(value) && typeof found === 'string') return isDeepStrictEqual(found.split(/[,\s]+/), value)
  return isDeepStrictEqual(found, value)
}

/**
 * True if a parser's result has every value under a name of its field. Which of several credentials a value belongs to, and
 * what else has such a name, is left to the program.
 * @param {unknown} parsed @param {Credential[]} has
 */
export function hasAllValues(parsed, has) {
  const leaves = leavesOf(parsed).map(([name, value]) => ({
    name: name.toLowerCase().replaceAll(/[^a-z]/g, ''),
    value,
  }))
  return has.every((truth) =>
    Object.entries(truth).every(([field, value]) => {
      const title = /** @type {keyof Credential} */ (field)
      return leaves.some((leaf) => names[title].test(leaf.name) && isRight(title, leaf.value, value))
    }),
  )
}
