// The options of createHost. They are checked when the host is made: a misspelled `authorize` must not leave it open.
import { anyObject, callback, requireOptions, rule, string, wholeNumber } from '../core/options.js'
import { readImsOrigins, readOrigins } from './origins.js'

/** @typedef {import('../core/options.js').Rule} Rule */

/** The longest delay of a timer, in seconds (HTML, “timers”: a signed 32-bit number of milliseconds). */
const maxRateSeconds = 2_147_483

/** The members of `rateLimit`. A header name follows RFC 9110 section 5.1, without its rarer characters. */
export const rateLimitMembers = {
  requests: wholeNumber(1),
  seconds: wholeNumber(1, maxRateSeconds),
  addressHeader: rule('the name of a header', (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)),
}

const logger = rule('an object with info and warn', (value) => [value?.info, value?.warn].every(callback.fits))
const basePath = rule(
  'a path like /ims',
  (value) => typeof value === 'string' && /^(\/[\w.~-]+)*\/?$/.test(value) && value.length <= 200,
)

/** @type {Record<string, Rule>} */
const members = {
  imsOrigins: rule('an array of origins', Array.isArray),
  allowedOrigins: rule('an array of origins', Array.isArray),
  authorize: callback,
  connections: callback,
  runtimeEnvironments: rule(
    'an array of { name, kind }',
    (value) => Array.isArray(value) && value.every((item) => [item?.name, item?.kind].every(string.fits)),
  ),
  rateLimit: rule(
    'false or { requests?, seconds?, addressHeader? }',
    (value) => value === false || anyObject.fits(value),
  ),
  fetch: callback,
  logger,
  onEvent: callback,
  basePath,
}

/**
 * @param {import('../host.js').HostOptions} options
 * @throws {TypeError} naming the option. It never quotes a value, which may be a secret in the wrong place
 */
export function checkOptions(options) {
  requireOptions(options, members)
  if (options.rateLimit) requireOptions(options.rateLimit, rateLimitMembers, 'options.rateLimit')
  const { imsOrigins = ['https://ims-na1.adobelogin.com'], allowedOrigins = [] } = options
  return {
    ims: readImsOrigins(imsOrigins, 'options.imsOrigins'),
    own: readOrigins(allowedOrigins, 'options.allowedOrigins'),
  }
}
