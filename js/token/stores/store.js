import { systemCode } from '../network.js'

/**
 * @typedef {object} TokenStore where tokens are kept for several providers. Values are texts that hold a token in the clear
 * @property {(key: string) => Promise<{ value: string, leftMs: number } | undefined>} get `leftMs`: until it ends, by the
 *   store's own clock, so that the clocks of those who share it may differ
 * @property {(key: string, value: string, lifetimeMs: number) => Promise<unknown>} set
 * @property {(key: string) => Promise<unknown>} delete
 * @property {(key: string, leaseMs: number) => Promise<Lock | undefined>} [lock] undefined where another has it. It frees
 *   itself after its lease, for its holder may die
 *
 * @typedef {object} Lock
 * @property {() => Promise<unknown>} extend by another lease
 * @property {() => Promise<unknown>} release where it is still held
 */

/** How long a store that failed is left alone. */
const pauseMs = 5_000

/** What is had where there is nothing to lock. @type {Lock} */
const freeLock = { extend: async () => {}, release: async () => {} }

/**
 * The same store, but it never throws and never takes longer than the time: a store that fails is left alone for five
 * seconds, in which nothing is found in it and every lock is free.
 * @param {TokenStore} store
 * @param {{ timeoutMs: number, onChange: (available: boolean, code?: string) => void }} options `onChange`: told when it
 *   fails and when it works again, not each time
 * @returns {Required<TokenStore>}
 */
export function guardStore(store, { timeoutMs, onChange }) {
  let available = true
  let pausedUntil = 0

  /** @template T @param {() => Promise<T>} work @param {T} otherwise @returns {Promise<T>} */
  async function attempt(work, otherwise) {
    if (performance.now() < pausedUntil) return otherwise
    try {
      const result = await within(timeoutMs, work)
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
      const lock = store.lock ? await attempt(async () => store.lock?.(key, leaseMs), freeLock) : freeLock
      return (
        lock && {
          extend: () => attempt(() => lock.extend(), undefined),
          release: () => attempt(() => lock.release(), undefined),
        }
      )
    },
  }
}

/** @template T @param {number} ms @param {() => Promise<T>} work @returns {Promise<T>} */
async function within(ms, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), ms)
  })
  return Promise.race([work(), /** @type {Promise<never>} */ (timeout)]).finally(() => clearTimeout(timer))
}
