// Fixes of names and of lists: properties with another name, and lists that were given as text.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { load } from '../../../js/index.js'

const ims = await load()

/** All fixes, until none is left. @param {any} connection */
function fixAll(connection) {
  for (let round = 0; round < 20; round++) {
    const issue = ims.validate(connection).issues.find(({ fix }) => fix)
    if (!issue) return connection
    connection = ims.applyFix(connection, issue)
  }
  assert.fail('fixes without end')
}

describe('a property with another name', () => {
  const names = {
    clientId: ['clientID', 'client_id', 'ClientId', 'apiKey', 'api_key', 'API_KEY', 'client-id'],
    clientSecret: ['client_secret', 'clientSecrets', 'CLIENT_SECRET'],
    organizationId: ['orgId', 'org_id', 'imsOrg', 'IMS_ORG', 'ims_org_id', 'organisationId', 'amcOrgId'],
    technicalAccountId: ['techAccountId', 'tech_acct_id', 'tech_id', 'technical_account_id'],
    privateKey: ['private_key', 'PrivateKey', 'privKey'],
    metaScopes: ['metascopes', 'meta_scopes', 'metaScope', 'META_SCOPES'],
    imsHost: ['ims_host', 'imsEndpoint', 'imshost'],
    name: ['Name'],
  }
  for (const [right, others] of Object.entries(names)) {
    it(`is renamed to ${right}`, () => {
      for (const other of others) {
        const given = { a: 1, [other]: 'value', description: 'last' }
        const issue = ims.validate(/** @type {any} */ (given)).issues.find(({ field }) => String(field) === other)
        assert.equal(issue?.params && /** @type {any} */ (issue.params).nearest, right, other)
        assert.deepEqual(issue?.fix, { code: 'rename', title: `Rename it to ${right}` })
        const fixed = ims.applyFix(/** @type {any} */ (given), /** @type {any} */ (issue))
        assert.deepEqual(Object.entries(fixed), [
          ['a', 1],
          [right, 'value'],
          ['description', 'last'],
        ])
        assert.deepEqual(ims.applyFix(fixed, /** @type {any} */ (issue)), fixed)
      }
    })
  }

  it('stays if the right one is there, if two could become it, or if the name is only similar', () => {
    for (const given of [
      { clientId: 'a', client_id: 'b' },
      { clientID: 'a', client_id: 'b' },
      { clientIds: 'a' },
      { clentId: 'a' },
      { secret: 'a' },
      { org: 'a' },
      { redirectUri: 'a' },
      { privateKeyPath: 'a' },
    ]) {
      const issues = ims.validate(/** @type {any} */ (given)).issues.filter(({ code }) => code === 'unknown_field')
      assert.ok(issues.length > 0 && issues.every(({ fix }) => !fix), JSON.stringify(given))
    }
  })
})

describe('a list that was given as text', () => {
  /** @type {[string, string, string[]][]} */
  const texts = [
    ['metaScopes', 'ent_analytics_bulk_ingest_sdk', ['ent_analytics_bulk_ingest_sdk']],
    ['metaScopes', ' ent_a ent_b ', ['ent_a', 'ent_b']],
    ['metaScopes', 'ent_a,ent_b;ent_c\nent_d', ['ent_a', 'ent_b', 'ent_c', 'ent_d']],
    ['metaScopes', '["ent_a", "ent_b"]', ['ent_a', 'ent_b']],
    ['metaScopes', '"ent_a"', ['ent_a']],
    ['metaScopes', 'https://ims-na1.adobelogin.com/s/ent_a', ['ent_a']],
    ['metaScopes', '/s/ent_a', ['ent_a']],
    ['metaScopes', 'metascopes: ent_a, ent_b', ['ent_a', 'ent_b']],
    [
      'scopes',
      'openid,AdobeID,additional_info.projectedProductContext',
      ['openid', 'AdobeID', 'additional_info.projectedProductContext'],
    ],
    ['scopes', 'openid', ['openid']],
  ]
  for (const [field, text, list] of texts) {
    it(`becomes one: ${field} ${JSON.stringify(text)}`, () => {
      assert.deepEqual(/** @type {any} */ (fixAll({ [field]: text }))[field], list)
    })
  }

  it('stays if that is not certain', () => {
    for (const text of [
      '',
      'any words',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what people write
      '${SCOPES}',
      '<your metascopes>',
      'a@b.example',
      'p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345',
      'ent_a and {ent_b}',
    ]) {
      const { issues } = ims.validate(/** @type {any} */ ({ metaScopes: text }))
      const [issue] = issues.filter(({ field }) => field === 'metaScopes')
      assert.equal(issue?.code, 'invalid_type', text)
      assert.equal(issue?.fix, undefined, text)
    }
  })
})
