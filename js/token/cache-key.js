import { requireSubtle } from '../core/webcrypto.js'

/** Everything of a connection that makes a token another one. */
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
 * The name under which a token is kept: the same for the same token, and saying nothing of what it is made from.
 * @param {import('../index.js').Connection} connection in normal form
 * @param {import('./exchange.js').GrantOptions} options
 * @returns {Promise<string>} SHA-256, in lower-case hex
 */
export async function makeCacheKey(connection, { grant = 'jwt', metaScopes, scopes }) {
  const parts = [fields.map((name) => connection[name] ?? null), grant, metaScopes ?? null, scopes ?? null]
  const digest = await requireSubtle().digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
