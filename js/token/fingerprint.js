import { requireSubtle } from '../core/webcrypto.js'

/** The values of a connection that a token depends on. */
const fields = /** @type {const} */ ([
  'imsHost',
  'imsExchange',
  'clientId',
  'clientSecret',
  'organizationId',
  'technicalAccountId',
  'privateKey',
  'passphrase',
  'metaScopes',
  'scopes',
])

/**
 * Makes the name under which a store keeps a token. Equal inputs get the same name, and the name tells nothing about them.
 * @param {import('../core/types.js').Connection} connection normalized by `validate`
 * @param {import('./grants.js').GrantOptions} options
 * @returns {Promise<string>} SHA-256, in lower-case hex
 * @throws {import('../core/errors.js').ImsError} ERR_WEBCRYPTO_UNAVAILABLE
 */
export async function makeFingerprint(connection, { grant = 'jwt', metaScopes, scopes }) {
  const parts = [fields.map((name) => connection[name] ?? null), grant, metaScopes ?? null, scopes ?? null]
  const digest = await requireSubtle().digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
