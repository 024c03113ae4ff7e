// What callers give, checked, and as the core takes it.
/** @typedef {import('./types.js').Connection} Connection */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @template {object} T @param {T} value @param {string} name @returns {T} */
export function requireObject(value, name) {
  if (!isObject(value)) throw new TypeError(`${name} must be an object`)
  return value
}

/** @param {unknown} value @param {string} name @returns {string} */
export function requireText(value, name) {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  return value
}

/** @param {unknown} value @returns {string | Uint8Array} */
export function requireKey(value, name = 'key') {
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  throw new TypeError(`${name} must be a string or a Uint8Array`)
}

/** With the time in seconds. @template {{ now?: Date }} T @param {T} options */
export function writeOptions({ now = new Date(), ...options }, name = 'options') {
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) throw new TypeError(`${name}.now must be a valid Date`)
  return stringify({ ...options, now: Math.floor(now.getTime() / 1000) })
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
  const { privateKey, ...others } = requireObject(connection, 'connection')
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
