// What callers pass in. A wrong argument is a programmer's mistake, so a TypeError that names it.
import { isObject } from '../core/input.js'

/** Longest delay of a timer (HTML, “timers”: a signed 32-bit number of milliseconds). */
const maxTimeoutMs = 2 ** 31 - 1
const maxRetries = 20

/**
 * The value is not quoted: it may be a secret in the wrong place.
 * @param {unknown} value @param {string} name @param {string} kind @param {boolean} fits
 */
export function requireKind(value, name, kind, fits) {
  if (!fits) throw new TypeError(`${name} must be ${kind}${value === undefined ? ', and is missing' : ''}`)
}

/** @param {unknown} value @param {string} name */
export const requireObject = (value, name) => requireKind(value, name, 'an object', isObject(value))

/** @param {unknown} value @param {string} name */
export const requireText = (value, name) => requireKind(value, name, 'a non-empty string', isText(value))

/** @param {unknown} value @param {string} name @param {number} min @param {number} max */
export const requireNumber = (value, name, min, max) =>
  requireKind(value, name, `a number from ${min} to ${max}`, typeof value === 'number' && value >= min && value <= max)

/** @param {unknown} value @param {string} name */
export function requireTexts(value, name) {
  const fits = value === undefined || (Array.isArray(value) && value.length > 0 && value.every(isText))
  requireKind(value, name, 'an array of non-empty strings', fits)
}

/** @param {unknown} value @param {string} name */
export const requireFunction = (value, name) => requireKind(value, name, 'a function', typeof value === 'function')

/** @param {unknown} signal @param {string} name */
export const requireSignal = (signal, name) =>
  requireKind(signal, name, 'an AbortSignal', signal === undefined || signal instanceof AbortSignal)

/** @param {import('./ask.js').AskOptions} options */
export function requireAskOptions({ signal, timeoutMs, retries, fetch }) {
  requireSignal(signal, 'options.signal')
  if (timeoutMs !== undefined) requireNumber(timeoutMs, 'options.timeoutMs', 1, maxTimeoutMs)
  const retriesFit = Number.isInteger(retries) && Number(retries) >= 0 && Number(retries) <= maxRetries
  requireKind(retries, 'options.retries', `an integer from 0 to ${maxRetries}`, retries === undefined || retriesFit)
  if (fetch !== undefined) requireFunction(fetch, 'options.fetch')
}

/** @param {unknown} value @returns {value is string} */
export const isText = (value) => typeof value === 'string' && value !== ''
