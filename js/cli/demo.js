import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { defaultScopes } from '../token/grants.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('../host.js').RuntimeEnvironment} RuntimeEnvironment
 * @typedef {import('../sandbox.js').SandboxClient} SandboxClient
 */

/** One of each kind, so that the page can show refusals. @type {RuntimeEnvironment[]} */
export const demoRuntimeEnvironments = [
  { name: 'Demo Secure Agent', kind: 'secure-agent' },
  { name: 'Informatica Cloud Hosted Agent', kind: 'hosted-agent' },
  { name: 'Demo serverless environment', kind: 'serverless' },
]

/**
 * Creates a connection to try things with. Its key and identifiers are random.
 * @param {import('../index.js').Ims} ims @param {string[]} takenNames
 * @returns {Promise<Connection>}
 */
export async function createDemoConnection(ims, takenNames) {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const account = () => randomBytes(12).toString('hex').toUpperCase()
  return {
    name: findFreeName(ims, 'My first connection', takenNames),
    description: 'A demo for the sandbox on this machine',
    runtimeEnvironment: demoRuntimeEnvironments.find(({ kind }) => kind === 'secure-agent')?.name,
    clientId: randomBytes(16).toString('hex'),
    clientSecret: `p8e-${randomBytes(24).toString('base64url')}`,
    technicalAccountId: `${account()}@techacct.adobe.com`,
    organizationId: `${account()}@AdobeOrg`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** @param {import('../index.js').Ims} ims @param {string} name @param {string[]} takenNames */
function findFreeName(ims, name, takenNames) {
  const taken = new Set(takenNames.map(ims.nameKey))
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name} ${i}`
    if (!taken.has(ims.nameKey(candidate))) return candidate
  }
}

/**
 * The clients that a sandbox needs for these connections. Connections with the same client ID share a client, as at IMS; the
 * first of them determines its other properties.
 * @param {import('../index.js').Ims} ims @param {Connection[]} connections
 * @returns {SandboxClient[]}
 */
export function toSandboxClients(ims, connections) {
  /** @type {Map<string, SandboxClient>} */
  const clients = new Map()
  for (const given of connections) {
    const { connection, valid } = ims.validate(given, { fields: [...clientFields] })
    if (!valid) continue
    const { clientId, clientSecret, organizationId, technicalAccountId, privateKey, passphrase } =
      /** @type {Record<typeof clientFields[number], string>} */ (/** @type {unknown} */ (connection))
    const client = clients.get(clientId) ?? {
      ...{ clientId, clientSecret, organizationId, technicalAccountId },
      ...{ certificates: [], metaScopes: [], scopes: connection.scopes ?? defaultScopes },
    }
    client.certificates.push(/** @type {string} */ (ims.inspectKey(privateKey, { passphrase }).publicKeyPem))
    client.metaScopes.push(...signedMetaScopes(ims, connection))
    clients.set(clientId, client)
  }
  return [...clients.values()]
}

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

/**
 * The metascopes in a JWT of the connection. The core knows the default.
 * @param {import('../index.js').Ims} ims @param {Connection} connection
 */
function signedMetaScopes(ims, connection) {
  return Object.entries(ims.claims({ ...connection, imsHost: undefined, imsExchange: undefined }))
    .filter(([, value]) => value === true)
    .map(([name]) => name.slice(name.lastIndexOf('/') + 1))
}
