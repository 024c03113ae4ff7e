import { requireFunction, requireObject } from '../check.js'
import { createSeal } from './seal.js'

/**
 * @typedef {object} RedisClient what is used of a client of the npm package `redis` 5 or 6
 * @property {(key: string) => Promise<unknown>} get
 * @property {(key: string) => Promise<unknown>} pTTL
 * @property {(key: string, value: string, options: any) => Promise<unknown>} set
 * @property {(key: string) => Promise<unknown>} del
 * @property {(script: string, options: { keys: string[], arguments: string[] }) => Promise<unknown>} eval
 */

/** Only whoever holds the lock may change it: its lease may have ended, and another may have it. */
const ifMine = (/** @type {string} */ command) =>
  `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call(${command}) end return 0`
const releaseScript = ifMine("'del', KEYS[1]")
const extendScript = ifMine("'pexpire', KEYS[1], ARGV[2]")

/**
 * Keeps tokens in a Redis or Valkey server for a fleet of processes, and lets one of them at a time ask IMS. The server sees
 * a hash of what the token is for, and the token under AES-256-GCM with a random IV and that hash as additional data.
 * @param {RedisClient} client of the npm package `redis` 5 or 6, connected, with a listener for its `error` event
 * @param {{ key: CryptoKey | Uint8Array | string, prefix?: string }} options `key`: 32 random bytes, as they are, in base64
 *   or as a CryptoKey for AES-GCM; the same for all that share tokens. `prefix`: of the keys in the server
 * @returns {import('./store.js').TokenStore}
 * @throws {TypeError} without a usable key
 */
export function redisStore(client, options) {
  requireObject(client, 'client')
  for (const name of /** @type {const} */ (['get', 'pTTL', 'set', 'del', 'eval'])) {
    requireFunction(client[name], `client.${name}`)
  }
  const { key: secret, prefix = 'imskit:' } = options ?? {}
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
      const taken = await client.set(/** @type {string} */ (keys[0]), mine, { NX: true, PX: leaseMs })
      if (taken !== 'OK') return undefined
      return {
        extend: () => client.eval(extendScript, { keys, arguments: [mine, String(leaseMs)] }),
        release: () => client.eval(releaseScript, { keys, arguments: [mine] }),
      }
    },
  }
}
