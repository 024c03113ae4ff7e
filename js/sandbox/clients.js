// The clients that a sandbox knows: given, or made from connections.
import { createPublicKey } from 'node:crypto'
import { ImsError, load } from '#core'
import { findProblems, list, object, oneOf, required, rule, string, text } from '../core/options.js'
import { defaultScopes } from '../token/grants.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 *
 * @typedef {object} SandboxClient a credential of the Developer Console
 * @property {string} clientId also called API key
 * @property {string} clientSecret what requests must send as `client_secret`
 * @property {string} organizationId what `iss` of a JWT must be
 * @property {string} technicalAccountId what `sub` of a JWT must be
 * @property {readonly string[]} certificates PEM of X.509 certificates or public keys. A JWT may be signed with any of their keys
 * @property {readonly string[]} metaScopes names of the metascopes that a JWT may have
 * @property {readonly string[] | undefined} [scopes] scopes that may be requested with client_credentials
 * @property {readonly import('../core/types.js').Grant[] | undefined} [grants] default: both. Without `jwt` it behaves like a migrated credential
 *
 * @typedef {Required<SandboxClient> & { keys: import('node:crypto').KeyObject[] }} RegisteredClient
 */

const strings = rule(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
)

const clients = list(
  object({
    clientId: required(text),
    clientSecret: required(text),
    organizationId: required(text),
    technicalAccountId: required(text),
    certificates: required(list(string, 'an array of PEM strings')),
    metaScopes: required(strings),
    scopes: strings,
    grants: list(oneOf(['jwt', 'client_credentials'])),
  }),
)

/**
 * @param {readonly SandboxClient[]} given
 * @returns {Map<string, RegisteredClient>} by client ID
 * @throws {TypeError} naming the value that is wrong
 */
export function register(given) {
  const [problem] = findProblems(given, required(clients), 'options.clients')
  if (problem) throw new TypeError(problem.message)
  /** @type {Map<string, RegisteredClient>} */
  const registered = new Map()
  for (const [i, client] of given.entries()) {
    const place = `options.clients[${i}]`
    if (registered.has(client.clientId)) throw new TypeError(`${place}.clientId is registered twice`)
    const keys = client.certificates.map((pem, j) => readPublicKey(pem, `${place}.certificates[${j}]`))
    const { scopes = [], grants = ['jwt', 'client_credentials'] } = client
    registered.set(client.clientId, { ...client, scopes, grants, keys })
  }
  return registered
}

/** @param {string} pem @param {string} place */
function readPublicKey(pem, place) {
  const problem = new TypeError(`${place} must be the PEM of a certificate or public key with an RSA key`)
  if (pem.includes('PRIVATE KEY')) throw problem // OpenSSL would accept a private key, too
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // OpenSSL's own error does not help the caller
  }
  throw problem
}

/** Fields that make a client. */
const clientFields = /** @type {const} */ ([
  'clientId',
  'clientSecret',
  'organizationId',
  'technicalAccountId',
  'privateKey',
  'passphrase',
  'metaScopes',
  'scopes',
])

/** In tokens of connections that do not name their technical account. */
const unknownAccount = `${'0'.repeat(24)}@techacct.adobe.com`

/**
 * The clients that a sandbox needs for these connections. A connection without a private key makes a client that can only use
 * client_credentials. Connections with the same client ID share a client, as at IMS; the first of them determines its other
 * properties.
 * @param {readonly Connection[]} connections
 * @param {{ skipInvalid?: boolean }} [options] `skipInvalid` leaves connections out that are not valid
 * @returns {Promise<SandboxClient[]>}
 * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`
 */
export async function clientsOf(connections, { skipInvalid = false } = {}) {
  const ims = await load()
  /** @type {Map<string, SandboxClient & { certificates: string[], metaScopes: string[] }>} */
  const found = new Map()
  for (const given of connections) {
    const grant = given.privateKey ? 'jwt' : 'client_credentials'
    const { connection, valid, issues } = ims.validate(given, { fields: [...clientFields], grant })
    if (!valid && skipInvalid) continue
    if (!valid) {
      const name = typeof given.name === 'string' ? ` ${given.name.slice(0, 100)}` : ''
      throw new ImsError('ERR_CONNECTION_INVALID', `The sandbox cannot use the connection${name}.`, { issues })
    }
    const { clientId, clientSecret, organizationId, technicalAccountId, privateKey, passphrase } =
      /** @type {Record<typeof clientFields[number], string>} */ (/** @type {unknown} */ (connection))
    const client = found.get(clientId) ?? {
      ...{ clientId, clientSecret, organizationId, technicalAccountId },
      ...{ certificates: [], metaScopes: [], scopes: connection.scopes ?? defaultScopes },
    }
    client.technicalAccountId ||= technicalAccountId
    if (privateKey) {
      client.certificates.push(/** @type {string} */ (ims.inspectKey(privateKey, { passphrase }).publicKeyPem))
      client.metaScopes.push(...signedMetaScopes(ims, connection))
    }
    found.set(clientId, client)
  }
  return [...found.values()].map((client) => ({
    ...client,
    technicalAccountId: client.technicalAccountId || unknownAccount,
    grants: client.certificates.length > 0 ? undefined : ['client_credentials'],
  }))
}

/** The metascopes in a JWT of the connection. The core knows the default. @param {import('../core/types.js').Ims} ims @param {Connection} connection */
function signedMetaScopes(ims, connection) {
  return Object.entries(ims.claims({ ...connection, imsHost: undefined, imsExchange: undefined }))
    .filter(([, value]) => value === true)
    .map(([name]) => name.slice(name.lastIndexOf('/') + 1))
}
