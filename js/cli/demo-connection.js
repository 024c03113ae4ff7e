import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('../host.js').RuntimeEnvironment} RuntimeEnvironment
 */

/** One of each kind, so that the page can show refusals. @type {RuntimeEnvironment[]} */
export const demoRuntimeEnvironments = [
  { name: 'Demo Secure Agent', kind: 'secure-agent' },
  { name: 'Informatica Cloud Hosted Agent', kind: 'hosted-agent' },
  { name: 'Demo serverless environment', kind: 'serverless' },
]

/**
 * Creates a connection to try things with. Its key and identifiers are random.
 * @param {import('../core/types.js').Ims} ims @param {string[]} takenNames
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

/** @param {import('../core/types.js').Ims} ims @param {string} name @param {string[]} takenNames */
function findFreeName(ims, name, takenNames) {
  const taken = new Set(takenNames.map(ims.nameKey))
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name} ${i}`
    if (!taken.has(ims.nameKey(candidate))) return candidate
  }
}
