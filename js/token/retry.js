// When to ask again: RFC 9110 section 10.2.3 (Retry-After), and exponential backoff with full jitter.

const firstBackoffMs = 500
const maxBackoffMs = 10_000
/** IMS and its gateways are known to name tens of minutes. */
const maxRetryAfterMs = 60_000

/**
 * Errors that the next try may not meet, each with what Retry-After asked for in milliseconds.
 * @type {WeakMap<object, number>}
 */
export const passing = new WeakMap()

/**
 * Milliseconds to wait before another try. The jitter comes on top of Retry-After, so that not all come back at once.
 * @param {number} tries that were made, from 1 @param {number} retryAfterMs @param {() => number} [random] from 0 to 1
 */
export function delayBeforeRetry(tries, retryAfterMs, random = Math.random) {
  const backoffMs = Math.min(maxBackoffMs, firstBackoffMs * 2 ** (tries - 1))
  return Math.min(retryAfterMs, maxRetryAfterMs) + random() * backoffMs
}

/**
 * @param {Headers} headers Retry-After in seconds or as an HTTP date, which is compared with the server's own clock where
 *   it tells it
 * @returns {number} milliseconds; 0 where there is none to be understood
 */
export function readRetryAfter(headers) {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const now = Date.parse(headers.get('date') ?? '') || Date.now()
  return Math.max(0, (Date.parse(text) || now) - now)
}

/**
 * Tries until it works, an error is not a passing one, or the wait would outlast the time.
 * @template T
 * @param {{ retries: number, left: () => number, signal: AbortSignal }} options `left`: milliseconds that are left
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function retry({ retries, left, signal }, work) {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const retryAfterMs = passing.get(/** @type {object} */ (error))
      if (retryAfterMs === undefined || tries > retries || signal.aborted) throw error
      const delayMs = delayBeforeRetry(tries, retryAfterMs)
      if (delayMs >= left()) throw error
      await sleep(delayMs, signal)
    }
  }
}

/** Ends early, without an error, when the signal fires. @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>} */
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
