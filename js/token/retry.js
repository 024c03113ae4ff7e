// What is tried again, and when: Retry-After (RFC 9110 section 10.2.3), and exponential backoff with full jitter.
import { parseHttpDate } from './clock.js'

const firstBackoffMs = 500
const maxBackoffMs = 10_000
/** IMS and its gateways are known to ask for tens of minutes. */
const maxRetryAfterMs = 60_000

/**
 * Transient errors, each with the wait in milliseconds that Retry-After asked for.
 * @type {WeakMap<object, number>}
 */
const transient = new WeakMap()

/**
 * Whether the same request may succeed later.
 * @param {number} status of HTTP
 */
export const isTransientStatus = (status) => status === 408 || status === 429 || status >= 500

/**
 * Marks an error as transient: `retry` tries again, and the caller finds `retryable`.
 * @template {object} T
 * @param {T} error
 * @param {number} [retryAfterMs]
 * @returns {T} the error
 */
export function markTransient(error, retryAfterMs = 0) {
  transient.set(error, retryAfterMs)
  return Object.assign(error, { retryable: true })
}

/**
 * @param {unknown} error
 * @returns {number | undefined} milliseconds that Retry-After asked for, or 0; undefined if the error is not transient
 */
export const retryAfterOf = (error) => transient.get(/** @type {object} */ (error))

/**
 * How long to wait before the next try. The jitter comes on top of Retry-After, so that clients don't all come back at
 * once.
 * @param {number} tries made so far, from 1
 * @param {number} retryAfterMs milliseconds; of those, a minute counts at most
 * @param {() => number} [random] from 0 to 1
 * @returns {number} milliseconds
 */
export function delayBeforeRetry(tries, retryAfterMs, random = Math.random) {
  const backoffMs = Math.min(maxBackoffMs, firstBackoffMs * 2 ** (tries - 1))
  return Math.min(retryAfterMs, maxRetryAfterMs) + random() * backoffMs
}

/**
 * Reads Retry-After, in seconds or as an HTTP date. A date is compared with the server's own clock if it sends it.
 * @param {Headers} headers
 * @returns {number} milliseconds; 0 if the header is absent or makes no sense
 */
export function readRetryAfter(headers) {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const now = parseHttpDate(headers.get('date')) ?? Date.now()
  return Math.max(0, (parseHttpDate(text) ?? now) - now)
}

/**
 * Tries until the work succeeds, an error is not transient, or the wait would outlast the time.
 * @template T
 * @param {{ retries: number, left: () => number, signal: AbortSignal }} options `left`: milliseconds left
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function retry({ retries, left, signal }, work) {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const retryAfterMs = retryAfterOf(error)
      if (retryAfterMs === undefined || tries > retries || signal.aborted) throw error
      const delayMs = delayBeforeRetry(tries, retryAfterMs)
      if (delayMs >= left()) throw error
      await sleep(delayMs, signal)
    }
  }
}

/**
 * Waits. Ends early, without an error, when the signal fires.
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
