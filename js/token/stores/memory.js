import { countdown } from '../clock.js'

/**
 * Keeps tokens in this process. Providers that are given the same one share their tokens.
 * @returns {import('./store.js').TokenStore}
 */
export function memoryStore() {
  /** @type {Map<string, { value: string, left: () => number }>} */
  const entries = new Map()

  /** @param {string} key */
  function find(key) {
    for (const [name, { left }] of entries) if (left() <= 0) entries.delete(name)
    return entries.get(key)
  }
  /** @param {string} key @param {string} value @param {number} ms */
  function put(key, value, ms) {
    const entry = { value, left: countdown(ms) }
    entries.set(key, entry)
    return entry
  }

  return {
    async get(key) {
      const entry = find(key)
      return entry && { value: entry.value, leftMs: entry.left() }
    },
    set: async (key, value, lifetimeMs) => void put(key, value, lifetimeMs),
    delete: async (key) => void entries.delete(key),
    async lock(key, leaseMs) {
      const name = `${key}:lock`
      if (find(name)) return undefined
      let mine = put(name, '', leaseMs)
      const isMine = () => find(name) === mine
      return {
        async extend() {
          if (isMine()) mine = put(name, '', leaseMs)
        },
        async release() {
          if (isMine()) entries.delete(name)
        },
      }
    },
  }
}
