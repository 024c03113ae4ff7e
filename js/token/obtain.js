// Obtains the next token: from the store if another process was faster, from IMS otherwise.
import { load } from '#core'
import { createEntry, isUsable, parseEntry, writeEntry } from './cached-token.js'
import { timeoutError } from './deadline.js'
import { makeFingerprint } from './fingerprint.js'
import { requestToken } from './grants.js'
import { createPace } from './pace.js'
import { sleep } from './retry.js'
import { freeLock } from './stores/guard.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./cached-token.js').Entry} Entry
 *
 * @typedef {object} Demand
 * @property {string} [unwanted] an access token; any other will do
 * @property {boolean} [replaceStored] whether the token that the store has now is unwanted too
 * @property {boolean} [forced] whether a caller asked for another token than the one held
 *
 * @typedef {object} ObtainerOptions
 * @property {Required<import('./stores/guard.js').TokenStore>} store
 * @property {number} leaseMs
 * @property {import('./grants.js').TokenOptions & { timeoutMs: number }} options of `requestToken`
 * @property {AbortSignal} signal ends everything
 */

/** Between looks at the store while another process asks IMS. */
const pollMs = 100

/** @param {ObtainerOptions} obtainer */
export function createObtainer({ store, leaseMs, options, signal }) {
  const pace = createPace()
  const { timeoutMs } = options

  /**
   * @param {string} key
   * @param {string} clientId
   * @returns {Promise<Entry | undefined>}
   */
  async function read(key, clientId) {
    const found = await store.get(key)
    return found && parseEntry(found.value, found.leftMs, clientId)
  }

  /**
   * Requests a token from IMS and stores it. Extends the lock until then.
   * @param {{ key: string, clientId: string, connection: Connection, lock: import('./stores/guard.js').Lock,
   *   leftMs: number }} of
   * @returns {Promise<Entry>}
   */
  async function request({ key, clientId, connection, lock, leftMs }) {
    const beat = setInterval(() => void lock.extend(), leaseMs / 3)
    try {
      pace.take()
      const token = await requestToken(connection, { ...options, timeoutMs: Math.max(1, leftMs), signal })
      const entry = createEntry(token, clientId)
      pace.adjust(entry.lifetimeMs)
      await store.set(key, writeEntry(entry), entry.lifetimeMs)
      return entry
    } finally {
      clearInterval(beat)
    }
  }

  return {
    /** Milliseconds until IMS may be asked again. */
    pauseMs: () => Math.max(0, pace.left(false)),

    /**
     * The normalized connection, and the name under which the store keeps its token.
     * @param {Connection} given
     */
    async identify(given) {
      const { connection } = (await load()).validate(given)
      return { key: await makeFingerprint(connection, options), clientId: String(connection.clientId) }
    },

    /**
     * @param {Connection} connection
     * @returns {Promise<Entry | undefined>} the token that the store had
     */
    async remove(connection) {
      const { key, clientId } = await this.identify(connection)
      const entry = await read(key, clientId)
      await store.delete(key)
      return entry
    },

    /**
     * Gets a token. The holder of the lock asks IMS; the others wait for what it stores, for half of their time at most.
     * @param {Connection} connection
     * @param {Demand} demand
     * @param {() => number} left milliseconds left
     * @returns {Promise<{ entry: Entry, source: 'ims' | 'store' }>}
     * @throws {ImsError} as `requestToken`
     */
    async obtain(connection, { unwanted, replaceStored = false, forced = false }, left) {
      const { key, clientId } = await this.identify(connection)
      const other = replaceStored ? (await read(key, clientId))?.accessToken : unwanted
      for (;;) {
        const lock = (await store.lock(key, leaseMs)) ?? (left() < timeoutMs / 2 ? freeLock : undefined)
        let waitMs = pollMs * (0.5 + Math.random())
        try {
          signal.throwIfAborted()
          const entry = await read(key, clientId)
          if (entry && isUsable(entry, other)) return { entry, source: 'store' }
          const pauseMs = pace.left(forced)
          if (lock && pauseMs <= 0) {
            return { entry: await request({ key, clientId, connection, lock, leftMs: left() }), source: 'ims' }
          }
          if (lock) waitMs = pauseMs
        } finally {
          await lock?.release()
        }
        if (left() <= waitMs) throw pacedError(waitMs, timeoutMs)
        await sleep(waitMs, signal)
      }
    },
  }
}

/**
 * @param {number} waitMs
 * @param {number} timeoutMs
 */
function pacedError(waitMs, timeoutMs) {
  const due = `the next request to IMS is due in ${(waitMs / 1000).toFixed(1)} s`
  return timeoutError(`No token within ${timeoutMs / 1000} s: ${due}.`)
}
