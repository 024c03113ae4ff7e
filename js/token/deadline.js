import { ImsError } from '../core/errors.js'

/** What to do if IMS, or another process that asks it, takes too long. */
const hint = 'Try again. If it happens again, check the network, the proxy and the firewall.'

/**
 * Rejects with the signal's reason as soon as it fires, whatever the promise does.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function untilAborted(promise, signal) {
  if (!signal) return promise
  let abort = () => {}
  const aborted = new Promise((_, reject) => {
    abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
  })
  return Promise.race([promise, /** @type {Promise<never>} */ (aborted)]).finally(() =>
    signal.removeEventListener('abort', abort),
  )
}

/**
 * Runs work that must end within a time. The promise settles in time even if the work ignores its signal.
 * @template T
 * @param {{ timeoutMs: number, signal?: AbortSignal, timeoutError: () => ImsError }} options
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>} rejects with the reason of `signal` if that fires first
 */
export async function withDeadline({ timeoutMs, signal, timeoutError }, work) {
  signal?.throwIfAborted()
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(timeoutError()), timeoutMs)
  const abort = () => ended.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  try {
    return await untilAborted(work(ended.signal), ended.signal)
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * @param {string} message
 * @returns {ImsError} ERR_IMS_TIMEOUT. `retry` does not try again after it, since the time is up; the caller may
 */
export const timeoutError = (message) => new ImsError('ERR_IMS_TIMEOUT', message, { retryable: true, hint })

/**
 * @param {string} who did not answer
 * @param {number} timeoutMs
 */
export const createTimeoutError = (who, timeoutMs) =>
  timeoutError(`${who} did not respond within ${timeoutMs / 1000} s.`)
