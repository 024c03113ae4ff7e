import { notify } from '../../core/callbacks.js'
import { requireMethods, requireStoreOptions } from '../options.js'
import { createSeal } from './seal.js'

/**
 * @typedef {object} RedisClient what is used of a client of the npm package `redis` 5 or 6
 * @property {(key: string) => Promise<unknown>} get the command GET
 * @property {(key: string) => Promise<unknown>} pTTL the command PTTL
 * @property {(key: string, value: string, options: any) => Promise<unknown>} set the command SET, with the options PX
 *   and NX
 * @property {(key: string) => Promise<unknown>} del the command DEL
 * @property {(script: string, options: { keys: string[], arguments: string[] }) => Promise<unknown>} eval the
 *   command EVAL
 */

/** Only the holder may change a lock: its lease may have ended, and someone else may have it. */
const ifMine = (/** @type {string} */ command) =>
  `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call(${command}) end return 0`
const releaseScript = ifMine("'del', KEYS[1]")
const extendScript = ifMine("'pexpire', KEYS[1], ARGV[2]")

/**
 * Keeps tokens in a Redis or Valkey server, for several processes. One of them at a time requests a token from IMS.
 *
 * The server sees a hash of what a token is for, and the token encrypted with AES-256-GCM: with a random IV, and with the
 * hash as additional data, so that an entry cannot be moved to another name.
 * @param {RedisClient} client of the npm package `redis` 5 or 6, connected, with a listener for its `error` event
 * @param {object} options the key, and a prefix for names
 * @param {import('../../core/types.js').WebCryptoKey | Uint8Array | string} options.key 32 random bytes: as bytes, in base64,
 *   or as a CryptoKey for AES-GCM. All processes that share tokens need the same key
 * @param {string | undefined} [options.prefix] start of the names of all entries. Default: `imskit:`
 * @returns {import('./guard.js').TokenStore} for the option `store` of `TokenProvider`
 * @throws {TypeError} without a usable key
 * @example
 * import { redisStore, TokenProvider } from 'imskit/token'
 * import { createClient } from 'redis'
 *
 * const client = createClient()
 * client.on('error', console.error)
 * await client.connect()
 * const tokens = new TokenProvider(connection, { store: redisStore(client, { key: storeKey }) })
 */
export function redisStore(client, options) {
  requireMethods(client, ['get', 'pTTL', 'set', 'del', 'eval'], 'client')
  const { key: secret, prefix = 'imskit:' } = options ?? {}
  if (options) requireStoreOptions(options)
  const { seal, open } = createSeal(secret, 'options.key')

  return {
    async get(key) {
      const [sealed, leftMs] = await Promise.all([client.get(prefix + key), client.pTTL(prefix + key)])
      const value = typeof sealed === 'string' ? await open(sealed, key) : undefined
      return value === undefined || Number(leftMs) <= 0 ? undefined : { value, leftMs: Number(leftMs) }
    },
    async set(key, value, lifetimeMs) {
      const PX = Math.floor(lifetimeMs)
      if (PX >= 1) await client.set(prefix + key, await seal(value, key), { PX })
    },
    delete: (key) => client.del(prefix + key),
    async lock(key, leaseMs) {
      const keys = [`${prefix}${key}:lock`]
      const mine = crypto.randomUUID()
      const release = () => client.eval(releaseScript, { keys, arguments: [mine] })
      try {
        const taken = await client.set(/** @type {string} */ (keys[0]), mine, { NX: true, PX: leaseMs })
        if (taken !== 'OK') return undefined
      } catch (error) {
        notify(release) // the reply was lost, perhaps after the server had set the lock
        throw error
      }
      return { extend: () => client.eval(extendScript, { keys, arguments: [mine, String(leaseMs)] }), release }
    },
  }
}
