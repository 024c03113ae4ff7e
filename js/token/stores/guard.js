// Makes any store safe to use: it never throws, never hangs, and never keeps a lock that no one holds.
import { notify } from '../../core/callbacks.js'
import { systemCode } from '../network.js'

/**
 * @typedef {object} TokenStore where tokens are kept, for one provider or several. Values are strings that hold a token in
 *   clear text; `redisStore` encrypts them
 * @property {(key: string) => Promise<{ value: string, leftMs: number } | undefined>} get reads an entry. `leftMs`:
 *   milliseconds until it expires by the store's own clock, since the clocks of those who share it may differ. Undefined if
 *   there is none
 * @property {(key: string, value: string, lifetimeMs: number) => Promise<unknown>} set writes an entry that expires after
 *   `lifetimeMs` milliseconds
 * @property {(key: string) => Promise<unknown>} delete removes an entry, if there is one
 * @property {(key: string, leaseMs: number) => Promise<Lock | undefined>} [lock] takes a lock. Undefined if
 *   someone else has it. It expires after `leaseMs` milliseconds, since its holder may die. Without this method, several
 *   processes may request a token at the same time
 *
 * @typedef {object} Lock a lock that is held
 * @property {() => Promise<unknown>} extend starts another lease
 * @property {() => Promise<unknown>} release does nothing if the lock is no longer held
 */

/** How long a store that failed is not used. */
const pauseMs = 5_000

/** Used if the store cannot lock, or fails. @type {Lock} */
export const freeLock = { extend: async () => {}, release: async () => {} }

/**
 * Wraps a store. A store that fails, or takes longer than the time, is not used for five seconds. During
 * that time, nothing is found in it, and every lock is free.
 * @param {TokenStore} store
 * @param {{ timeoutMs: number, onChange: (available: boolean, code?: string) => void }} options `onChange` is called when
 *   the store fails and when it works again, not each time
 * @returns {Required<TokenStore>} whose methods always resolve, within the time
 */
export function guardStore(store, { timeoutMs, onChange }) {
  let available = true
  let pausedUntil = 0

  /**
   * @template T
   * @param {() => T | Promise<T>} work
   * @param {T} otherwise
   * @param {(result: T) => void} [late] gets a result that came after the time
   * @returns {Promise<T>}
   */
  async function attempt(work, otherwise, late) {
    if (performance.now() < pausedUntil) return otherwise
    try {
      const result = await within(timeoutMs, work, late)
      if (!available) onChange(true)
      available = true
      return result
    } catch (error) {
      pausedUntil = performance.now() + pauseMs
      if (available) onChange(false, systemCode(error))
      available = false
      return otherwise
    }
  }

  return {
    get: (key) => attempt(() => store.get(key), undefined),
    set: (key, value, lifetimeMs) => attempt(() => store.set(key, value, lifetimeMs), undefined),
    delete: (key) => attempt(() => store.delete(key), undefined),
    async lock(key, leaseMs) {
      if (!store.lock) return freeLock
      // A client may queue the command and send it later: then it is locked, and no one knows.
      const releaseLate = (/** @type {Lock | undefined} */ lock) => notify(() => lock?.release())
      const lock = await attempt(() => store.lock?.(key, leaseMs), freeLock, releaseLate)
      if (!lock || lock === freeLock) return lock
      return {
        extend: () => attempt(() => lock.extend(), undefined),
        async release() {
          // Tried even during the pause: no one else can end this lock before its lease.
          if (performance.now() < pausedUntil) notify(() => lock.release())
          else await attempt(() => lock.release(), undefined)
        },
      }
    },
  }
}

/**
 * @template T
 * @param {number} ms
 * @param {() => T | Promise<T>} work may throw at once
 * @param {(result: T) => void} [late]
 * @returns {Promise<T>}
 */
async function within(ms, work, late) {
  let isOver = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => {
      isOver = true
      reject(Object.assign(new Error(), { code: 'ETIMEDOUT' }))
    }, ms)
  })
  const result = Promise.resolve().then(work)
  if (late) result.then((value) => isOver && late(value)).catch(() => {})
  return Promise.race([result, /** @type {Promise<never>} */ (timeout)]).finally(() => clearTimeout(timer))
}
