// The options of createHost, checked when the host is made: a misspelt `authorize` must not leave it open.
import { isObject } from '../core/input.js'
import { readImsOrigins, readOrigins } from './origins.js'

/** @param {unknown} value */
const isFunction = (value) => typeof value === 'function'
/** @param {unknown} value @param {number} max */
const isCount = (value, max) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= max

/** Longest delay of a timer, in seconds (HTML, “timers”: a signed 32-bit number of milliseconds). */
export const maxRateSeconds = 2_147_483

/** RFC 9110 section 5.1, but for the rarer characters. @param {unknown} value */
export const isHeaderName = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)

/** What each option must be. @type {Record<string, [kind: string, fits: (value: any) => boolean]>} */
const kinds = {
  imsOrigins: ['an array of origins', Array.isArray],
  allowedOrigins: ['an array of origins', Array.isArray],
  authorize: ['a function', isFunction],
  connections: ['a function', isFunction],
  runtimeEnvironments: ['an array of { name, kind }', (value) => Array.isArray(value) && value.every(isEnvironment)],
  rateLimit: ['false or { requests?, seconds?, addressHeader? }', (value) => value === false || isObject(value)],
  fetch: ['a function', isFunction],
  logger: ['an object with info and warn', (value) => isFunction(value?.info) && isFunction(value?.warn)],
  onEvent: ['a function', isFunction],
}

/** @type {typeof kinds} */
const rateLimitKinds = {
  requests: ['a whole number from 1 on', (value) => isCount(value, Number.MAX_SAFE_INTEGER)],
  seconds: [`a whole number from 1 to ${maxRateSeconds}`, (value) => isCount(value, maxRateSeconds)],
  addressHeader: ['the name of a header', isHeaderName],
}

/**
 * @param {import('../host.js').HostOptions} options
 * @throws {TypeError} naming the option
 */
export function checkOptions(options) {
  if (!isObject(options)) throw new TypeError('options must be an object')
  check(options, kinds, 'options')
  if (options.rateLimit) check(options.rateLimit, rateLimitKinds, 'options.rateLimit')
  const { imsOrigins = ['https://ims-na1.adobelogin.com'], allowedOrigins = [] } = options
  return {
    ims: readImsOrigins(imsOrigins, 'options.imsOrigins'),
    own: readOrigins(allowedOrigins, 'options.allowedOrigins'),
  }
}

/** Values are not quoted: one may be a secret in the wrong place. @param {object} given @param {typeof kinds} known @param {string} place */
function check(given, known, place) {
  for (const [name, value] of Object.entries(given)) {
    const [kind, fits] = (Object.hasOwn(known, name) && known[name]) || []
    if (!fits) throw new TypeError(`${place} has no ${name.slice(0, 40)}; it may have ${Object.keys(known).join(', ')}`)
    if (value !== undefined && !fits(value)) throw new TypeError(`${place}.${name} must be ${kind}`)
  }
}

/** @param {unknown} value */
const isEnvironment = (value) => isObject(value) && typeof value.name === 'string' && typeof value.kind === 'string'
