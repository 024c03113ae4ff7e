import { createPublicKey } from 'node:crypto'

/**
 * @typedef {object} SandboxClient a credential as the Developer Console would hold it
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} organizationId
 * @property {string} technicalAccountId
 * @property {string[]} certificates PEM, X.509 certificates or public keys; a JWT may be signed with any of their keys
 * @property {string[]} metaScopes that the credential has, for JWTs
 * @property {string[]} [scopes] that the credential has, for client_credentials
 * @property {('jwt' | 'client_credentials')[]} [grants] default: both. Without jwt it is as a migrated credential
 *
 * @typedef {Required<SandboxClient> & { keys: import('node:crypto').KeyObject[] }} RegisteredClient
 */

/** @param {SandboxClient[]} clients */
export function register(clients) {
  if (!Array.isArray(clients)) throw new TypeError('options.clients must be an array')
  /** @type {Map<string, RegisteredClient>} */
  const registered = new Map()
  for (const [i, client] of clients.entries()) {
    const place = `options.clients[${i}]`
    for (const name of /** @type {const} */ (['clientId', 'clientSecret', 'organizationId', 'technicalAccountId'])) {
      if (typeof client?.[name] !== 'string' || client[name] === '') {
        throw new TypeError(`${place}.${name} must be a non-empty string`)
      }
    }
    for (const name of /** @type {const} */ (['certificates', 'metaScopes'])) {
      if (!Array.isArray(client[name])) throw new TypeError(`${place}.${name} must be an array of strings`)
    }
    if (registered.has(client.clientId)) throw new TypeError(`${place}.clientId is registered twice`)
    const keys = client.certificates.map((pem, j) => readPublicKey(pem, `${place}.certificates[${j}]`))
    const grants = client.grants ?? ['jwt', 'client_credentials']
    registered.set(client.clientId, { scopes: [], ...client, grants, keys })
  }
  return registered
}

/** @param {string} pem @param {string} place */
function readPublicKey(pem, place) {
  const problem = new TypeError(`${place} must be PEM text of a certificate or public key with an RSA key`)
  if (typeof pem !== 'string' || pem.includes('PRIVATE KEY')) throw problem // OpenSSL would take a private key, too
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // OpenSSL's own words would help nobody
  }
  throw problem
}
