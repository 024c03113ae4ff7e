import assert from 'node:assert/strict'
import { createHmac, sign as signBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { decodeJwt, importPKCS8, importX509, jwtVerify, SignJWT } from 'jose'
import { load } from '../../js/index.js'
import { createSandbox } from '../../js/node/sandbox.js'
import { identity, makeClient, makeConnection } from './support/connections.js'
import { makeKey } from './support/keys.js'
import { serveApp } from './support/servers.js'

const key = makeKey()
const otherKey = makeKey()
const origin = 'https://sandbox.example'
const nowSeconds = 1_800_000_000
const sandbox = createSandbox({ clients: [makeClient(key)], now: () => new Date(nowSeconds * 1000) })
const metaScope = `${origin}/s/ent_analytics_bulk_ingest_sdk`
const claims = {
  exp: nowSeconds + 300,
  iss: identity.organizationId,
  sub: identity.technicalAccountId,
  aud: `${origin}/c/${identity.clientId}`,
  [metaScope]: true,
}

/** @param {unknown} value */
const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signed by OpenSSL as it is, however wrong. @param {unknown} payload @param {unknown} [header] @param {string} [pem] */
function sign(payload, header = { alg: 'RS256', typ: 'JWT' }, pem = key.privateKey) {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signBytes('sha256', Buffer.from(input), pem).toString('base64url')}`
}

/** @param {Record<string, string>} fields @param {{ path?: string, app?: { fetch: (request: Request) => any } }} [options] */
async function post(fields, { path = '/ims/exchange/jwt', app = sandbox } = {}) {
  const body = new URLSearchParams({
    client_id: identity.clientId,
    client_secret: identity.clientSecret,
    jwt_token: sign(claims),
    ...fields,
  })
  return app.fetch(new Request(`${origin}${path}`, { method: 'POST', body }))
}

/** @param {Response} response @param {number} status @param {string} error @param {RegExp} [description] */
async function assertRefused(response, status, error, description = /./) {
  const body = await response.json()
  assert.deepEqual({ status: response.status, error: body.error }, { status, error }, JSON.stringify(body))
  assert.match(body.error_description, description)
  assert.match(response.headers.get('x-debug-id') ?? '', /^[\da-f-]{36}$/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
}

describe('a token', () => {
  for (const path of ['/ims/exchange/jwt', '/ims/exchange/jwt/']) {
    it(`is given at ${path}, as IMS gives it`, async () => {
      const response = await post({}, { path })
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.ok(response.headers.get('x-debug-id'))
      const { access_token: accessToken, ...rest } = await response.json()
      assert.deepEqual(rest, { token_type: 'bearer', expires_in: 86_399_992 })
      const payload = decodeJwt(accessToken)
      assert.equal(payload.created_at, String(nowSeconds * 1000))
      assert.equal(payload.expires_in, '86400000')
      assert.equal(payload.client_id, identity.clientId)
    })
  }

  it('is given for a multipart form', async () => {
    const body = new FormData()
    body.set('client_id', identity.clientId)
    body.set('client_secret', identity.clientSecret)
    body.set('jwt_token', sign(claims))
    const response = await sandbox.fetch(new Request(`${origin}/ims/exchange/jwt`, { method: 'POST', body }))
    assert.equal(response.status, 200)
  })

  it('is given for the JWT of jose', async () => {
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(key.privateKey, 'RS256'))
    assert.equal((await post({ jwt_token: jwt })).status, 200)
  })

  it('is given for any of several certificates and public keys', async () => {
    const app = createSandbox({
      clients: [makeClient(key, { certificates: [otherKey.certificate, key.publicKey] })],
      now: () => new Date(nowSeconds * 1000),
    })
    assert.equal((await post({}, { app })).status, 200)
    assert.equal((await post({ jwt_token: sign(claims, undefined, otherKey.privateKey) }, { app })).status, 200)
  })

  it('is given at the limits of exp', async () => {
    for (const exp of [nowSeconds + 1, nowSeconds + 86_400]) {
      assert.equal((await post({ jwt_token: sign({ ...claims, exp }) })).status, 200)
    }
  })
})

describe('the JWT of signJwt', () => {
  /** @type {string} */
  let url
  /** @type {string} */
  let jwt
  before(async () => {
    const ims = await load()
    url = await serveApp(createSandbox({ clients: [makeClient(key)] }))
    jwt = ims.signJwt(makeConnection(key, url))
  })

  it('passes the sandbox on a real port', async () => {
    const body = new URLSearchParams({
      client_id: identity.clientId,
      client_secret: identity.clientSecret,
      jwt_token: jwt,
    })
    const response = await fetch(`${url}/ims/exchange/jwt`, { method: 'POST', body })
    assert.equal(response.status, 200, await response.text())
  })

  it('passes jose', async () => {
    const { payload, protectedHeader } = await jwtVerify(jwt, await importX509(key.certificate, 'RS256'), {
      issuer: identity.organizationId,
      subject: identity.technicalAccountId,
      audience: `${url}/c/${identity.clientId}`,
    })
    assert.deepEqual(protectedHeader, { alg: 'RS256', typ: 'JWT' })
    assert.equal(payload[`${url}/s/ent_analytics_bulk_ingest_sdk`], true)
  })
})

describe('refusals', () => {
  /** @param {Record<string, unknown>} changes */
  const changed = (changes) => ({ jwt_token: sign({ ...claims, ...changes }) })
  const [header, payload, signature] = sign(claims).split('.')
  const unsigned = `${encode({ alg: 'none' })}.${payload}.`
  const hmacInput = `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}`
  const hmac = createHmac('sha256', key.publicKey).update(hmacInput).digest('base64url')

  /** @type {[title: string, fields: Record<string, string>, status: number, error: string, description?: RegExp][]} */
  const table = [
    ['no client ID', { client_id: '' }, 400, 'invalid_client', /client_id/],
    ['unknown client ID', { client_id: 'nobody' }, 400, 'invalid_client', /client_id/],
    ['a client ID of an object', { client_id: '__proto__' }, 400, 'invalid_client', /client_id/],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', /client_secret/],
    ['wrong secret', { client_secret: `${identity.clientSecret}x` }, 401, 'invalid_client', /client_secret/],
    ['no JWT', { jwt_token: '' }, 400, 'invalid_token', /missing/],
    ['no JWT at all', { jwt_token: 'nonsense' }, 400, 'invalid_token', /decoded/],
    ['four parts', { jwt_token: `${header}.${payload}.${signature}.` }, 400, 'invalid_token', /decoded/],
    ['padding', { jwt_token: `${header}.${payload}.${signature}==` }, 400, 'invalid_token', /decoded/],
    ['base64 of the other alphabet', { jwt_token: `${header}.${payload}.+/+/` }, 400, 'invalid_token', /decoded/],
    ['a space', { jwt_token: ` ${header}.${payload}.${signature}` }, 400, 'invalid_token', /decoded/],
    ['claims that are an array', { jwt_token: sign([1]) }, 400, 'invalid_token', /decoded/],
    ['claims that are null', { jwt_token: sign('null') }, 400, 'invalid_token', /decoded/],
    ['claims that are not JSON', { jwt_token: sign('{') }, 400, 'invalid_token', /decoded/],
    ['a header that is a number', { jwt_token: sign(claims, '5') }, 400, 'invalid_token', /decoded/],
    ['alg none', { jwt_token: unsigned }, 400, 'invalid_signature', /RS256/],
    ['alg HS256 with the public key', { jwt_token: `${hmacInput}.${hmac}` }, 400, 'invalid_signature', /RS256/],
    ['alg RS512', { jwt_token: sign(claims, { alg: 'RS512' }) }, 400, 'invalid_signature', /RS256/],
    ['no iss', changed({ iss: undefined }), 400, 'bad_request', /iss/],
    ['sub that is a number', changed({ sub: 7 }), 400, 'bad_request', /sub/],
    ['no exp', changed({ exp: undefined }), 400, 'bad_request', /exp/],
    ['exp that is a text', changed({ exp: String(nowSeconds + 300) }), 400, 'bad_request', /exp/],
    ['exp that is a fraction', changed({ exp: nowSeconds + 0.5 }), 400, 'invalid_token', /integer/],
    ['exp of this very second', changed({ exp: nowSeconds }), 400, 'invalid_token', /expired/],
    ['exp in milliseconds', changed({ exp: (nowSeconds + 300) * 1000 }), 400, 'invalid_token', /24 hours/],
    ['exp more than 24 hours away', changed({ exp: nowSeconds + 86_401 }), 400, 'invalid_token', /24 hours/],
    ['jti that is a number', changed({ jti: 7 }), 400, 'bad_request', /jti/],
    ['jti that is no integer', changed({ jti: 'seven' }), 400, 'invalid_token', /jti/],
    ['aud of another client', changed({ aud: `${origin}/c/other` }), 400, 'invalid_client', /aud/],
    [
      'aud of another environment',
      changed({ aud: `https://ims-na1.adobelogin.com/c/${identity.clientId}` }),
      400,
      'invalid_client',
      /aud/,
    ],
    ['aud with a double slash', changed({ aud: `${origin}//c/${identity.clientId}` }), 400, 'invalid_client', /aud/],
    ['aud that is a list', changed({ aud: [claims.aud] }), 400, 'invalid_client', /aud/],
    ['iss of another organization', changed({ iss: 'X@AdobeOrg' }), 400, 'invalid_signature', /iss/],
    ['sub of another account', changed({ sub: 'X@techacct.adobe.com' }), 400, 'invalid_signature', /sub/],
    ['another key', { jwt_token: sign(claims, undefined, otherKey.privateKey) }, 400, 'invalid_token', /bindings/],
    [
      'claims changed after signing',
      { jwt_token: `${header}.${encode({ ...claims, exp: nowSeconds + 301 })}.${signature}` },
      400,
      'invalid_token',
      /bindings/,
    ],
    ['an empty signature', { jwt_token: `${header}.${payload}.` }, 400, 'invalid_token', /bindings/],
    ['no metascope', changed({ [metaScope]: undefined }), 400, 'invalid_scope', /No metascope/],
    ['a metascope that is "true"', changed({ [metaScope]: 'true' }), 400, 'invalid_scope', /not true/],
    [
      'a metascope that the credential lacks',
      changed({ [`${origin}/s/ent_campaign_sdk`]: true }),
      400,
      'invalid_scope',
      /subset/,
    ],
    [
      'a metascope of another environment alone',
      changed({ [metaScope]: undefined, 'https://other.example/s/ent_user_sdk': true }),
      400,
      'invalid_scope',
      /No metascope/,
    ],
  ]
  for (const [title, fields, status, error, description] of table) {
    it(title, async () => assertRefused(await post(fields), status, error, description))
  }

  it('a jti that is not greater than the last', async () => {
    const app = createSandbox({ clients: [makeClient(key)], now: () => new Date(nowSeconds * 1000) })
    assert.equal((await post(changed({ jti: '9' }), { app })).status, 200)
    await assertRefused(await post(changed({ jti: '9' }), { app }), 400, 'invalid_jti')
    assert.equal((await post(changed({ jti: '10' }), { app })).status, 200)
  })

  it('a field given twice', async () => {
    const body = `client_id=a&client_id=b&client_secret=c&jwt_token=d`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const request = new Request(`${origin}/ims/exchange/jwt`, { method: 'POST', body, headers })
    await assertRefused(await sandbox.fetch(request), 400, 'bad_request', /once/)
  })

  it('a multipart body that is none, and a file as a field', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const broken = new Request(`${origin}/ims/exchange/jwt`, { method: 'POST', body: 'nothing', headers })
    await assertRefused(await sandbox.fetch(broken), 400, 'bad_request')
    const body = new FormData()
    body.set('client_id', new Blob(['x']))
    const file = new Request(`${origin}/ims/exchange/jwt`, { method: 'POST', body })
    await assertRefused(await sandbox.fetch(file), 400, 'bad_request')
  })

  it('JSON, and no content type', async () => {
    for (const type of ['application/json', '']) {
      const headers = { 'content-type': type }
      const request = new Request(`${origin}/ims/exchange/jwt`, { method: 'POST', body: '{}', headers })
      await assertRefused(await sandbox.fetch(request), 415, 'bad_request')
    }
  })

  it('another method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await sandbox.fetch(new Request(`${origin}/ims/exchange/jwt`, { method }))
      assert.equal(response.headers.get('allow'), 'POST')
      await assertRefused(response, 405, 'bad_request')
    }
  })

  it('a large body', async () => {
    await assertRefused(await post({ jwt_token: 'x'.repeat(70_000) }), 413, 'bad_request')
  })

  it('another address', async () => assertRefused(await post({}, { path: '/ims/other' }), 404, 'not_found'))
})

describe('createSandbox', () => {
  /** @type {[string, unknown, RegExp][]} */
  const table = [
    ['no clients', {}, /options\.clients/],
    [
      'a client without secret',
      { clients: [makeClient(key, { clientSecret: undefined })] },
      /clients\[0\]\.clientSecret/,
    ],
    [
      'certificates that are a text',
      { clients: [makeClient(key, { certificates: 'x' })] },
      /clients\[0\]\.certificates/,
    ],
    ['a certificate that is none', { clients: [makeClient(key, { certificates: ['x'] })] }, /certificates\[0\]/],
    ['a private key', { clients: [makeClient(key, { certificates: [key.privateKey] })] }, /certificates\[0\]/],
    ['a client given twice', { clients: [makeClient(key), makeClient(key)] }, /clients\[1\]\.clientId/],
  ]
  for (const [title, options, message] of table) {
    it(`refuses ${title}, naming it`, () => {
      assert.throws(() => createSandbox(/** @type {any} */ (options)), { name: 'TypeError', message })
    })
  }
})
