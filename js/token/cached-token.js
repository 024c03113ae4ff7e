// A token as the provider holds it and as stores keep it.
import { isObject } from '../core/options.js'
import { countdown } from './clock.js'

/**
 * @typedef {import('./grants.js').Token} Token
 *
 * @typedef {Omit<Token, 'expiresInSeconds'> & { clientId: string, issuedAt: number, lifetimeMs: number,
 *   left: () => number }} Entry `issuedAt` in milliseconds of the epoch; `left`: milliseconds of its life that are left
 */

/** A token with less time left is not returned: clocks differ, and the request takes time. */
const marginMs = 60_000

/**
 * @param {Token} token that IMS has just issued
 * @param {string} clientId which it was issued to
 * @returns {Entry}
 */
export function createEntry({ expiresInSeconds, ...token }, clientId) {
  const left = countdown(token.expiresAt.getTime() - Date.now())
  return { ...token, clientId, issuedAt: Date.now(), lifetimeMs: left(), left }
}

/**
 * @param {Entry} entry
 * @returns {string}
 */
export const writeEntry = ({ accessToken, tokenType, grant, issuedAt, lifetimeMs }) =>
  JSON.stringify({ accessToken, tokenType, grant, issuedAt, lifetimeMs })

/**
 * Reads what `writeEntry` wrote. The life that is left is the smaller of what the store says and what the entry itself
 * says: anyone who can write to the store can change its expiry, but not an entry that is sealed.
 * @param {string} text
 * @param {number} leftMs by the store
 * @param {string} clientId
 * @returns {Entry | undefined} undefined for anything else that a store may hold
 */
export function parseEntry(text, leftMs, clientId) {
  try {
    const value = JSON.parse(text)
    if (!isObject(value)) return undefined
    const { accessToken, tokenType, grant, issuedAt, lifetimeMs } = value
    const texts = [accessToken, tokenType, grant].every((item) => typeof item === 'string' && item !== '')
    if (!texts || typeof issuedAt !== 'number' || typeof lifetimeMs !== 'number') return undefined
    const ms = Math.min(leftMs, lifetimeMs - Math.max(0, Date.now() - issuedAt))
    if (!Number.isFinite(ms)) return undefined
    const entry = /** @type {Pick<Entry, 'accessToken' | 'tokenType' | 'grant'>} */ ({ accessToken, tokenType, grant })
    return { ...entry, clientId, issuedAt, lifetimeMs, expiresAt: new Date(Date.now() + ms), left: countdown(ms) }
  } catch {
    return undefined
  }
}

/**
 * Whether to hand an entry out: it is not the unwanted token, and more than a minute of it is left, or a tenth of a short
 * life.
 * @param {Entry} entry
 * @param {string} [unwanted] an access token
 */
export const isUsable = (entry, unwanted) =>
  entry.accessToken !== unwanted && entry.left() > Math.min(marginMs, entry.lifetimeMs / 10)

/**
 * How long before its expiry a token is renewed: as asked, but not before half of its life.
 * @param {Entry} entry
 * @param {number} refreshBeforeMs
 */
export const renewBeforeMs = ({ lifetimeMs }, refreshBeforeMs) => Math.min(refreshBeforeMs, lifetimeMs / 2)

/**
 * @param {Entry} entry
 * @returns {Token}
 */
export const publish = ({ accessToken, tokenType, expiresAt, grant, left }) => ({
  accessToken,
  tokenType,
  expiresAt,
  expiresInSeconds: Math.max(0, Math.floor(left() / 1000)),
  grant,
})
