// Checks what callers pass in, and writes it as the core takes it.
import {
  anyObject,
  date,
  flag,
  key,
  list,
  object,
  required,
  requireOptions,
  requireValue,
  rule,
  string,
} from './options.js'

export { isObject } from './options.js'

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

/** The members of `Context`. The core checks the values of `grant`, `kind` and `fields`. @type {Members} */
export const contextMembers = {
  grant: string,
  takenNames: strings,
  currentName: string,
  runtimeEnvironments: list(object({ name: required(string), kind: required(string) })),
  fields: strings,
  now: date,
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
  const { now = new Date(), ...others } = requireOptions(options, members, name)
  return stringify({ ...others, now: Math.floor(now.getTime() / 1000) })
}

/** A lone surrogate becomes U+FFFD, which no field takes. @param {string} text */
export const toUnicode = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** @param {object} value */
function stringify(value) {
  const json = JSON.stringify(value)
  return loneSurrogate.test(json)
    ? JSON.stringify(value, (_, item) => (typeof item === 'string' ? toUnicode(item) : item))
    : json
}

/** How JSON.stringify writes one, or a text that has the same characters. */
const loneSurrogate = /\\u[dD][89a-fA-F]/

/**
 * The connection as JSON, and its private key apart where it is text: it is long, and there is nothing in it to parse.
 * Texts cross as they are; of anything else only its kind crosses, since nothing but its kind matters and it may be
 * cyclic or endless.
 * @param {Connection} connection
 * @returns {[json: string, privateKey: string]}
 */
export function splitConnection(connection) {
  const { privateKey, ...others } = requireValue(connection, anyObject, 'connection')
  const apart = typeof privateKey === 'string'
  /** @type {Record<string, unknown>} */
  const plain = Object.create(null)
  for (const [name, value] of Object.entries(apart ? others : connection)) {
    if (value !== undefined) plain[toUnicode(name)] = Array.isArray(value) ? value.map(toScalar) : toScalar(value)
  }
  return [stringify(plain), apart ? privateKey : '']
}

/** @param {unknown} value */
function toScalar(value) {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return 0
  return typeof value === 'boolean' || value === null ? value : Array.isArray(value) ? [] : {}
}
