// Files that Adobe and its tools hand out; their shapes in detail are tested in tests/src/connection/credentials_test.cpp.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { makeCertificate, makeKey } from '../../support/openssl.js'

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
  it('turns a Console file and a key into a connection that signs', async () => {
    const { source, connection, certificates, issues } = await ims.importCredentials(JSON.stringify(console_), {
      now: new Date('2026-03-01T23:59:59Z'),
    })
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

  it('says whether a key can work with the credential, and until when', async () => {
    const { pem, file } = makeKey(2048)
    const certificate = makeCertificate(file)
    const sha1 = new X509Certificate(certificate).fingerprint.replaceAll(':', '').toLowerCase()
    const now = new Date()
    const later = new Date(now.getTime() + 3 * 86_400_000)
    const us = (date) => [date.slice(5, 7), date.slice(8, 10), date.slice(0, 4)].join('/')
    const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10)
    const list = async (fingerprint) => {
      const file = { ...console_, PUBLIC_KEYS_WITH_EXPIRY: { [fingerprint]: us(tomorrow) } }
      return (await ims.importCredentials(JSON.stringify(file))).certificates
    }
    const codes = (options) => ims.inspectKey(pem, options).issues.map(({ code }) => code)
    assert.deepEqual(codes({ certificates: await list(sha1), certificate }), [])
    assert.deepEqual(codes({ certificates: await list('0'.repeat(40)), certificate }), ['certificate_not_listed'])
    assert.deepEqual(codes({ certificates: await list(sha1) }), ['certificate_unknown'])
    assert.deepEqual(codes({ certificates: await list(sha1), now: later }), ['certificate_expired'])
    const { hint = '' } = ims.inspectKey(pem, { certificates: await list(sha1) }).issues[0]
    assert.ok(hint.includes('openssl x509 -in certificate_pub.crt -noout -fingerprint -sha1'), hint)
    assert.ok(hint.includes(`${sha1} (until ${tomorrow})`), hint)
    assert.throws(
      () => ims.inspectKey(pem, { certificates: [/** @type {any} */ ({ sha1 })] }),
      /options\.certificates\[0\]\.expires is missing/,
    )
  })

  it('reports files that are not credentials', async () => {
    for (const text of ['', '{}', 'hello', '{"name":"left-pad"}', '\0', '[1]', 'x'.repeat(1_000_000)]) {
      const { source, connection, issues } = await ims.importCredentials(text)
      assert.deepEqual([source, connection, issues.map(({ code }) => code)], [null, {}, ['unknown_credentials']])
    }
    await assert.rejects(ims.importCredentials(/** @type {any} */ ({})), new TypeError('text must be a string'))
  })

  it('quotes no secret', async () => {
    const { issues } = await ims.importCredentials(JSON.stringify({ ...console_, ORG_ID: '' }))
    assert.ok(!JSON.stringify(issues).includes(console_.CLIENT_SECRET))
  })
})
