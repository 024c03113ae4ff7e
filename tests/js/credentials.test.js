// Files that Adobe and its tools hand out; their shapes in detail are tested in tests/src/credentials_test.cpp.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { makeKey } from './support/openssl.js'

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

const console_ = {
  CLIENT_SECRET: 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123',
  ORG_ID: '0123456789ABCDEF01234567@AdobeOrg',
  API_KEY: '0123456789abcdef0123456789abcdef',
  TECHNICAL_ACCOUNT_ID: '0123456789ABCDEF01234567@techacct.adobe.com',
  TECHNICAL_ACCOUNT_EMAIL: '0a1b2c3d-0123-4567-89ab-0123456789ab@techacct.adobe.com',
  PUBLIC_KEYS_WITH_EXPIRY: { '0123456789ABCDEF0123456789ABCDEF01234567': '03/01/2026' },
}

describe('importCredentials', () => {
  it('turns a Console file and a key into a connection that signs', () => {
    const { source, connection, certificates, issues } = ims.importCredentials(JSON.stringify(console_))
    assert.equal(source, 'console-jwt')
    assert.deepEqual(certificates, [{ sha1: '0123456789abcdef0123456789abcdef01234567', expires: '2026-03-01' }])
    assert.deepEqual(
      issues.map(({ field, code, severity }) => [field, code, severity]),
      [['privateKey', 'not_in_file', 'warning']],
    )
    const given = { ...connection, name: 'A', runtimeEnvironment: 'Agent', privateKey: makeKey(2048).pem }
    assert.deepEqual(ims.validate(given).issues, [])
    assert.equal(ims.signJwt(given).split('.').length, 3)
  })

  it('says what is none of them', () => {
    for (const text of ['', '{}', 'hello', '{"name":"left-pad"}', '\0', '[1]', 'x'.repeat(1_000_000)]) {
      const { source, connection, issues } = ims.importCredentials(text)
      assert.deepEqual([source, connection, issues.map(({ code }) => code)], [null, {}, ['unknown_credentials']])
    }
    assert.throws(() => ims.importCredentials(/** @type {any} */ ({})), new TypeError('text must be a string'))
  })

  it('quotes no secret', () => {
    const { issues } = ims.importCredentials(JSON.stringify({ ...console_, ORG_ID: '' }))
    assert.ok(!JSON.stringify(issues).includes(console_.CLIENT_SECRET))
  })
})
