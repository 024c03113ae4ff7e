// The configuration file of `imskit serve`.
import { dirname, resolve } from 'node:path'
import { findProblems, isText, list, object, oneOf, required, rule, wholeNumber } from '../core/options.js'
import { parseJson } from '../host/json.js'
import { rateLimitMembers } from '../host/options.js'
import { readImsOrigins, readOrigins } from '../host/origins.js'
import { ImsError, load } from '../index.js'
import { nameFile, readText, standardInput } from './input.js'

/**
 * @typedef {import('../core/options.js').Rule} Rule
 *
 * @typedef {object} ServeConfig every member is optional
 * @property {string[]} [imsOrigins] the only origins that JWTs and secrets are sent to
 * @property {string[]} [allowedOrigins] origins that the host is reached at, as through a proxy, and of other pages
 * @property {number} [port]
 * @property {string} [connections] a connection file, relative to the configuration file; absolute in the result
 * @property {string} [keyFile] a file with the key of the console, relative to the configuration file; absolute in the result
 * @property {import('../host.js').RuntimeEnvironment[]} [runtimeEnvironments]
 * @property {Partial<import('../host.js').RateLimit> | false} [rateLimit] false turns it off
 *
 * @typedef {object} ConfigIssue in the shape of an issue
 * @property {string} field its place, for example `rateLimit.requests` or `imsOrigins[1]`
 * @property {'unknown_member' | 'missing_member' | 'invalid_value'} code
 * @property {'error'} severity
 * @property {string} message
 * @property {string} hint
 */

/** A rule with the text that would be right. @param {Rule} given @param {string} hint @returns {Rule} */
const hinted = (given, hint) => Object.assign({ ...given }, { hint })

/** @param {(texts: unknown[], place: string) => unknown} read */
const isOrigin = (read) => (/** @type {unknown} */ given) => {
  try {
    read([given], '')
    return true
  } catch {
    return false
  }
}

const fileName = (/** @type {string} */ what) =>
  rule(`the name of ${what}`, (given) => isText(given) && !given.includes('\0'))

/** @param {string[]} kinds of runtime environments */
function makeRule(kinds) {
  const originHint = 'Write it like "https://ims-na1.adobelogin.com": scheme, host and optional port, no path.'
  const imsOrigin = hinted(
    rule('an https origin, or an http origin on a loopback address', isOrigin(readImsOrigins)),
    originHint,
  )
  const origin = hinted(rule('an origin', isOrigin(readOrigins)), originHint)
  const rate = object(
    {
      requests: hinted(rateLimitMembers.requests, 'Write "requests": 120.'),
      seconds: hinted(rateLimitMembers.seconds, 'Write "seconds": 60.'),
      addressHeader: hinted(rateLimitMembers.addressHeader, 'Write "addressHeader": "x-real-ip".'),
    },
    'an object, or false',
  )
  const environment = object({
    name: hinted(required(rule('a non-empty string', isText)), 'Write the name of the runtime environment.'),
    kind: hinted(required(oneOf(kinds)), 'Write "kind": "secure-agent".'),
  })
  return hinted(
    object({
      imsOrigins: hinted(
        list(imsOrigin, 'an array of at least one origin'),
        'Write "imsOrigins": ["https://ims-na1.adobelogin.com"].',
      ),
      allowedOrigins: hinted(list(origin), 'Write "allowedOrigins": ["https://console.example.com"].'),
      port: hinted(wholeNumber(0, 65_535), 'Write "port": 8080.'),
      connections: hinted(fileName('a connection file'), 'Write "connections": "connections.json".'),
      keyFile: hinted(fileName('a file with the key'), 'Write "keyFile": "console.key".'),
      runtimeEnvironments: hinted(
        list(hinted(environment, 'Write { "name": "Agent 1", "kind": "secure-agent" }.')),
        'Write "runtimeEnvironments": [{ "name": "Agent 1", "kind": "secure-agent" }].',
      ),
      rateLimit: hinted(rate, 'Write { "requests": 120, "seconds": 60 }, or false to turn it off.'),
    }),
    'For example, write { "port": 8080 }.',
  )
}

/** @param {import('../core/options.js').Problem} problem @returns {ConfigIssue} */
function toIssue({ place, code, value, rule: broken, nearest }) {
  const issue = { field: place, code, severity: /** @type {const} */ ('error') }
  const hint = /** @type {{ hint?: string }} */ (broken).hint ?? ''
  if (code === 'unknown_member') {
    const known = `Known members: ${Object.keys(broken.members ?? {}).join(', ')}.`
    return { ...issue, message: 'Unknown option.', hint: nearest ? `Did you mean ${nearest}?` : known }
  }
  if (code === 'missing_member') return { ...issue, message: 'This member is missing.', hint }
  return { ...issue, message: `This must be ${broken.kind}. It is ${describe(value)}.`, hint }
}

/** A string is not quoted, since it may be a secret. @param {unknown} value */
function describe(value) {
  if (typeof value === 'string') return 'another string'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/**
 * Reads the configuration of `imskit serve`: JSON. Reports every mistake at once.
 * @param {string} file path, or `-` for standard input
 * @returns {Promise<ServeConfig>}
 * @throws {ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON; ERR_SERVE_CONFIG with `issues`
 */
export async function readConfig(file) {
  const { tables } = await load()
  const given = parseJson(await readText(file), nameFile(file))
  const config = /** @type {ServeConfig} */ (given)
  const { rateLimit, ...others } = Object(given)
  const problems = findProblems(
    rateLimit === false ? others : given,
    required(makeRule(tables.runtimeEnvironmentKinds)),
    '',
  )
  const issues = problems.map(toIssue)
  if (issues.length === 0 && config.imsOrigins?.length === 0) {
    const hint = 'Name one, or remove the member.'
    issues.push({
      field: 'imsOrigins',
      code: 'invalid_value',
      severity: 'error',
      message: 'This names no origin.',
      hint,
    })
  }
  if (issues.length > 0) {
    throw new ImsError('ERR_SERVE_CONFIG', `${nameFile(file)} cannot be used as configuration.`, { issues, file })
  }
  const folder = file === standardInput ? '.' : dirname(file)
  return {
    ...config,
    ...(config.connections !== undefined && { connections: resolve(folder, config.connections) }),
    ...(config.keyFile !== undefined && { keyFile: resolve(folder, config.keyFile) }),
  }
}
