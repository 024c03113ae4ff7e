import { dirname, resolve } from 'node:path'
import { isHeaderName, maxRateSeconds } from '../host/options.js'
import { readImsOrigins, readOrigins } from '../host/origins.js'
import { ImsError, load } from '../index.js'
import { readJsonFile } from './files.js'

/**
 * @typedef {object} ServeConfig what the file may hold; every member may be left out
 * @property {string[]} [imsOrigins] where JWTs may be sent
 * @property {string[]} [allowedOrigins] origins that the host is reached at, as by a proxy in front, and of pages elsewhere
 * @property {number} [port]
 * @property {string} [connections] a connection file; as the result it is a path from here, in the file one from there
 * @property {import('../host.js').RuntimeEnvironment[]} [runtimeEnvironments]
 * @property {Partial<import('../host.js').RateLimit> | false} [rateLimit] false: none
 *
 * @typedef {object} ConfigIssue in the shape of an issue
 * @property {string} field its place, like `rateLimit.requests` or `imsOrigins[1]`
 * @property {'unknown_member' | 'missing_member' | 'invalid_value'} code
 * @property {'error'} severity
 * @property {string} message
 * @property {string} hint
 *
 * @typedef {(given: unknown, field: string) => ConfigIssue[]} Check
 */

/** @param {string} field @param {ConfigIssue['code']} code @param {string} message @param {string} hint @returns {ConfigIssue[]} */
const issue = (field, code, message, hint) => [{ field, code, severity: 'error', message, hint }]

/** @param {string} expected @param {unknown} given @param {string} field @param {string} hint */
function invalid(expected, given, field, hint) {
  const simple = given === null || typeof given === 'boolean' || typeof given === 'number'
  // A text is not repeated: it may be a secret.
  const found = typeof given === 'string' ? 'the text here is none' : `it is ${simple ? given : nameKind(given)}`
  return issue(field, 'invalid_value', `This must be ${expected}; ${found}.`, hint)
}

/** @param {unknown} given */
const nameKind = (given) => (Array.isArray(given) ? 'an array' : 'an object')

/** @param {string} expected @param {(given: any) => boolean} fits @param {string} hint @returns {Check} */
const value = (expected, fits, hint) => (given, field) => (fits(given) ? [] : invalid(expected, given, field, hint))

/** @param {Check} check of each item @param {string} hint @returns {Check} */
const list = (check, hint) => (given, field) =>
  Array.isArray(given)
    ? given.flatMap((item, i) => check(item, `${field}[${i}]`))
    : invalid('an array', given, field, hint)

/** @param {Record<string, Check>} members @param {string[]} required @param {string} hint @returns {Check} */
const object = (members, required, hint) => (given, field) => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return invalid('an object', given, field, hint)
  }
  const place = (/** @type {string} */ name) => (field ? `${field}.${name}` : name)
  const known = `It may hold ${Object.keys(members).join(', ')}.`
  const found = Object.entries(given).flatMap(([name, member]) => {
    if (!Object.hasOwn(members, name)) return issue(place(name), 'unknown_member', 'There is no such member.', known)
    return /** @type {Check} */ (members[name])(member, place(name))
  })
  const missing = required.filter((name) => !Object.hasOwn(given, name))
  return [...found, ...missing.flatMap((name) => issue(place(name), 'missing_member', 'This is missing.', hint))]
}

/** @param {(texts: unknown[], place: string) => unknown} read */
const isOrigin = (read) => (/** @type {unknown} */ given) => {
  try {
    read([given], '')
    return true
  } catch {
    return false
  }
}

/** @param {unknown} given @param {number} min @param {number} max */
const isWhole = (given, min, max) => Number.isSafeInteger(given) && Number(given) >= min && Number(given) <= max
const isText = (/** @type {unknown} */ given) => typeof given === 'string' && given !== '' && !given.includes('\0')

/** @param {string[]} kinds of runtime environments */
function makeCheck(kinds) {
  const seconds = `a whole number from 1 to ${maxRateSeconds}`
  const origin = 'Write it like "https://ims-na1.adobelogin.com": scheme, host, perhaps a port, no path.'
  const rate = object(
    {
      requests: value(
        'a whole number from 1 on',
        (given) => isWhole(given, 1, Number.MAX_SAFE_INTEGER),
        'Write "requests": 120.',
      ),
      seconds: value(seconds, (given) => isWhole(given, 1, maxRateSeconds), 'Write "seconds": 60.'),
      addressHeader: value('the name of a header', isHeaderName, 'Write "addressHeader": "x-real-ip".'),
    },
    [],
    'Write { "requests": 120, "seconds": 60 }, or false for none.',
  )
  const environment = object(
    {
      name: value('a text', isText, 'Give the name of the runtime environment.'),
      kind: value(`one of ${kinds.join(', ')}`, (given) => kinds.includes(given), 'Write "kind": "secure-agent".'),
    },
    ['name', 'kind'],
    'Write { "name": "Agent 1", "kind": "secure-agent" }.',
  )
  return object(
    {
      imsOrigins: list(
        value('an origin by https, or by http on a loopback address', isOrigin(readImsOrigins), origin),
        'Write "imsOrigins": ["https://ims-na1.adobelogin.com"].',
      ),
      allowedOrigins: list(
        value('an origin', isOrigin(readOrigins), origin),
        'Write "allowedOrigins": ["https://console.example.com"].',
      ),
      port: value('a whole number from 0 to 65535', (given) => isWhole(given, 0, 65_535), 'Write "port": 8080.'),
      connections: value('the name of a connection file', isText, 'Write "connections": "connections.json".'),
      runtimeEnvironments: list(
        environment,
        'Write "runtimeEnvironments": [{ "name": "Agent 1", "kind": "secure-agent" }].',
      ),
      rateLimit: (given, field) => (given === false ? [] : rate(given, field)),
    },
    [],
    'Write { "port": 8080 }, for instance.',
  )
}

/**
 * Reads the configuration of `imskit serve`: JSON, every mistake told at once.
 * @param {string} file
 * @returns {Promise<ServeConfig>}
 * @throws {ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_SERVE_CONFIG with `issues`
 */
export async function readServeConfig(file) {
  const { tables } = await load()
  const given = await readJsonFile(file)
  const issues = makeCheck(tables.runtimeEnvironmentKinds)(given, '')
  const config = /** @type {ServeConfig} */ (given)
  if (issues.length === 0 && config.imsOrigins?.length === 0) {
    issues.push(...issue('imsOrigins', 'invalid_value', 'This names no origin.', 'Name one, or leave the member out.'))
  }
  if (issues.length > 0)
    throw new ImsError('ERR_SERVE_CONFIG', `${file} cannot be used as configuration.`, { issues, file })
  if (config.connections === undefined) return config
  return { ...config, connections: resolve(dirname(file), config.connections) }
}
