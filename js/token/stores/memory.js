import { countdown } from '../clock.js'

/**
 * Keeps tokens in the memory of this process. Providers that get the same store share their tokens.
 * @returns {import('./guard.js').TokenStore} for the option `store` of `TokenProvider`
 * @example
 * import { memoryStore, TokenProvider } from 'imskit/token'
 *
 * const store = memoryStore()
 * const analytics = new TokenProvider(connection, { store })
 * const reports = new TokenProvider(connection, { store }) // one token and one request for both
 */
export function memoryStore() {
  /** @type {Map<string, { value: string, left: () => number }>} */
  const entries = new Map()

  /** @param {string} key */
  function find(key) {
    for (const [name, { left }] of entries) if (left() <= 0) entries.delete(name)
    return entries.get(key)
  }
  /**
   * @param {string} key
   * @param {string} value
   * @param {number} ms
   */
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
