/** The fields of a connection, except its key and its IMS host. */
export const identity = {
  name: 'Analytics Prod',
  runtimeEnvironment: 'Agent 1',
  clientId: '0123456789abcdef0123456789abcdef',
  clientSecret: 'p8e-planted-Secret_0123456789abcdefgh',
  technicalAccountId: '0123456789ABCDEF01234567@techacct.adobe.com',
  organizationId: 'ABCDEF0123456789ABCDEF01@AdobeOrg',
}

/**
 * A complete connection with this identity.
 * @param {{ privateKey: string }} key @param {string} imsHost @param {Record<string, unknown>} [changes]
 */
export const makeConnection = ({ privateKey }, imsHost, changes) => ({ ...identity, privateKey, imsHost, ...changes })

/** The sandbox's client for this identity. @param {{ certificate: string }} key @param {Record<string, unknown>} [changes] */
export const makeClient = ({ certificate }, changes) => ({
  clientId: identity.clientId,
  clientSecret: identity.clientSecret,
  technicalAccountId: identity.technicalAccountId,
  organizationId: identity.organizationId,
  certificates: [certificate],
  metaScopes: ['ent_analytics_bulk_ingest_sdk', 'ent_user_sdk'],
  scopes: [],
  ...changes,
})
