// The access tokens of a sandbox.
import { createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { decode } from './jwt.js'

const lifetimeMs = 24 * 60 * 60 * 1000

/** Makes and checks the access tokens of one sandbox. */
export function createTokens() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = createPublicKey(privateKey)
  /** Token IDs. @type {Set<unknown>} */
  const invalidated = new Set()

  return {
    lifetimeMs,
    /**
     * Makes a token in the form of IMS: its times are strings of milliseconds.
     * @param {string} clientId @param {string} userId @param {readonly string[]} scopes @param {number} now milliseconds of the epoch
     */
    write(clientId, userId, scopes, now) {
      const payload = {
        id: randomUUID(),
        type: 'access_token',
        client_id: clientId,
        user_id: userId,
        as: 'imskit-sandbox',
        scope: scopes.join(','),
        created_at: String(now),
        expires_in: String(lifetimeMs),
      }
      const signingInput = [{ alg: 'RS256', typ: 'JWT' }, payload].map(encodeJson).join('.')
      return `${signingInput}.${sign('sha256', Buffer.from(signingInput), privateKey).toString('base64url')}`
    },
    /**
     * Says why a token is not valid; undefined if it is.
     * @param {string} token @param {string} clientId @param {number} now milliseconds of the epoch
     */
    findFault(token, clientId, now) {
      const jwt = decode(token)
      if (!jwt) return 'bad_payload'
      const { claims, signingInput, signature } = jwt
      if (!verify('sha256', Buffer.from(signingInput), publicKey, signature)) return 'bad_signature'
      if (claims.client_id !== clientId) return 'bad_client'
      if (Number(claims.created_at) + Number(claims.expires_in) <= now) return 'expired'
      return invalidated.has(claims.id) ? 'invalidated' : undefined
    },
    /** @param {string} token */
    invalidate: (token) => void invalidated.add(decode(token)?.claims.id),
  }
}

/** @param {object} value */
const encodeJson = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
