// Checks what callers pass in, and writes it as the core takes it.
import {
  date,
  flag,
  key,
  list,
  object,
  oneOf,
  required,
  requireOptions,
  requireValue,
  rule,
  string,
} from './options.js'

/**
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./options.js').Members} Members
 */

/** @param {unknown} value @returns {string} */
export const requireText = (value, name = 'text') => requireValue(/** @type {string} */ (value), string, name)

/** @param {unknown} value @returns {string | Uint8Array} */
export const requireKey = (value, name = 'key') => requireValue(/** @type {string | Uint8Array} */ (value), key, name)

const strings = rule(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
)
const number = rule('a number', (value) => typeof value === 'number') // the core knows the range

/** What may change from one validation to the next. The core knows the names of fields. @type {Members} */
export const callMembers = {
  grant: oneOf(['jwt', 'client_credentials', 'auto']),
  currentName: string,
  fields: rule(
    'an array of field names',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  ),
  now: date,
}

/** The members of `Context`. The core knows the kinds of runtime environments. @type {Members} */
export const contextMembers = {
  ...callMembers,
  takenNames: strings,
  runtimeEnvironments: list(object({ name: required(string), kind: required(string) })),
}

/** @type {Members} */
export const claimsMembers = { metaScopes: strings, lifetimeSeconds: number, now: date, jti: string, issuedAt: flag }

/** @type {Members} */
export const inspectMembers = {
  passphrase: string,
  certificate: string,
  certificates: list(object({ sha1: required(string), expires: required(string) })),
  now: date,
}

/**
 * Checks options and writes them as JSON, with the time in seconds.
 * @template {{ now?: Date }} T @param {T} options @param {Members} members
 */
export function writeOptions(options, members, name = 'options') {
  const { now, ...others } = requireOptions(options, members, name)
  return stringify({ ...others, now: toSeconds(now) })
}

/** @param {Date} [now] @returns {number} seconds since 1970 */
export const toSeconds = (now) => Math.floor((now ? now.getTime() : Date.now()) / 1000)

/**
 * Writes JSON for the core. A lone surrogate becomes U+FFFD, which no field accepts.
 * @param {object} value
 */
export function stringify(value) {
  const json = JSON.stringify(value)
  return loneSurrogate.test(json)
    ? JSON.stringify(value, (_, item) => (typeof item === 'string' ? item.replace(/\p{Surrogate}/gu, '\ufffd') : item))
    : json
}

/** How JSON.stringify writes a lone surrogate, or a text that has the same characters. */
const loneSurrogate = /\\u[dD][89a-fA-F]/
