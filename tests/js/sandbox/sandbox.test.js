import assert from 'node:assert/strict'
import { createHmac, sign as signBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { decodeJwt, importPKCS8, importX509, jwtVerify, SignJWT } from 'jose'
import { load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { requestToken } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveApp } from '../../support/servers.js'

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

describe('fetch of a sandbox', () => {
  const url = `${origin}/ims/exchange/jwt`
  const form = () => new URLSearchParams({ client_id: identity.clientId, client_secret: identity.clientSecret })
  const exchange = () => ({ method: 'POST', body: new URLSearchParams([...form(), ['jwt_token', sign(claims)]]) })

  it('takes the arguments of the global fetch', async () => {
    const posted = new Request(url, exchange())
    for (const args of /** @type {Parameters<typeof fetch>[]} */ ([
      [url, exchange()],
      [new URL(url), exchange()],
      [posted],
      [new Request(url), exchange()],
    ])) {
      const response = sandbox.fetch(...args)
      assert.ok(response instanceof Promise)
      assert.equal((await response).status, 200)
    }
    assert.equal((await sandbox.fetch(url)).status, 405)
    await assert.rejects(sandbox.fetch('http://'), { name: 'TypeError' })
  })

  it('takes what servers pass besides the request', async () => {
    const environments = [undefined, {}, { incoming: {}, outgoing: {} }, { remoteAddr: { hostname: '127.0.0.1' } }]
    for (const environment of environments) {
      assert.equal((await sandbox.fetch(new Request(url, exchange()), environment, {})).status, 200)
    }
  })
})

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

  it('a broken multipart body, and a file as a field', async () => {
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
    ['no clients', {}, /options\.clients or options\.connections/],
    ['clients and connections', { clients: [], connections: [] }, /not both/],
    ['an unknown option', { client: [] }, /Did you mean clients/],
    ['a fault that is a number', { clients: [], fault: 5 }, /options\.fault must be/],
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

describe('client_credentials', () => {
  const scopes = ['openid', 'AdobeID', 'read_organizations']
  const app = createSandbox({ clients: [makeClient(key, { scopes })], now: () => new Date(nowSeconds * 1000) })
  /** @param {Record<string, string>} fields @param {{ fetch: (request: Request) => any }} [to] */
  const ask = (fields, to = app) => {
    const { clientId: client_id, clientSecret: client_secret } = identity
    const form = { grant_type: 'client_credentials', client_id, client_secret, scope: 'openid,AdobeID', ...fields }
    return to.fetch(new Request(`${origin}/ims/token/v3`, { method: 'POST', body: new URLSearchParams(form) }))
  }

  it('gives a token, and counts in seconds', async () => {
    for (const scope of ['openid,AdobeID', 'openid AdobeID', 'openid, AdobeID']) {
      const { access_token: accessToken, ...rest } = await (await ask({ scope })).json()
      assert.deepEqual(rest, { token_type: 'bearer', expires_in: 86_399 })
      assert.equal(decodeJwt(accessToken).scope, 'openid,AdobeID')
    }
  })

  it('refuses what IMS refuses', async () => {
    await assertRefused(await ask({ client_id: 'nobody' }), 400, 'invalid_client', /client_id/)
    await assertRefused(await ask({ client_secret: 'x' }), 401, 'invalid_client', /client_secret/)
    await assertRefused(await ask({ grant_type: 'password' }), 400, 'unsupported_grant_type')
    await assertRefused(await ask({ scope: '' }), 400, 'invalid_scope')
    await assertRefused(await ask({ scope: 'openid,profile' }), 400, 'invalid_scope')
    await assertRefused(await ask({}, sandbox), 400, 'unauthorized_client')
    const jwtAlone = createSandbox({ clients: [makeClient(key, { scopes, grants: ['jwt'] })] })
    await assertRefused(await ask({}, jwtAlone), 400, 'unauthorized_client')
  })

  it('is the only grant of a migrated credential', async () => {
    const migrated = createSandbox({ clients: [makeClient(key, { scopes, grants: ['client_credentials'] })] })
    await assertRefused(await post({}, { app: migrated }), 500, 'internal_error')
    assert.equal((await ask({}, migrated)).status, 200)
  })
})

describe('validate and invalidate', () => {
  let time = nowSeconds * 1000
  const app = createSandbox({ clients: [makeClient(key)], now: () => new Date(time) })
  const { clientId: client_id, clientSecret: client_secret } = identity
  /** @param {string} path @param {Record<string, string>} form */
  const ask = (path, form) =>
    app.fetch(new Request(`${origin}/ims/${path}`, { method: 'POST', body: new URLSearchParams(form) }))
  /** @param {string} token @param {Record<string, string>} [changes] */
  const validate = (token, changes) => ask('validate_token/v1', { client_id, type: 'access_token', token, ...changes })
  /** @param {string} token @param {Record<string, string>} [changes] */
  const invalidate = (token, changes) =>
    ask('invalidate_token/v2', { client_id, client_secret, token_type: 'access_token', token, ...changes })
  const issue = async () => (await (await post({}, { app })).json()).access_token

  it('accept good tokens and reject bad ones', async () => {
    const token = await issue()
    assert.deepEqual(await (await validate(token)).json(), { valid: true })
    const other = await (await post({})).json()
    for (const [bad, reason] of [
      ['nonsense', 'bad_payload'],
      ['', 'bad_payload'],
      [other.access_token, 'bad_signature'],
    ]) {
      assert.deepEqual(await (await validate(bad)).json(), { valid: false, reason })
    }
    time += 86_400_000
    assert.deepEqual(await (await validate(token)).json(), { valid: false, reason: 'expired' })
    time -= 86_400_000
    await assertRefused(await validate(token, { client_id: 'nobody' }), 400, 'invalid_client')
    await assertRefused(await validate(token, { type: 'refresh_token' }), 400, 'bad_request')
  })

  it('end one token, not the others', async () => {
    const [token, other] = [await issue(), await issue()]
    await assertRefused(await invalidate(token, { client_secret: 'x' }), 401, 'invalid_client')
    assert.deepEqual(await (await validate(token)).json(), { valid: true })
    assert.equal((await invalidate(token)).status, 200)
    assert.deepEqual(await (await validate(token)).json(), { valid: false, reason: 'invalidated' })
    assert.deepEqual(await (await validate(other)).json(), { valid: true })
  })
})

describe('the requests of @adobe/aio-lib-ims', () => {
  const scopes = ['openid', 'AdobeID']
  const app = createSandbox({ clients: [makeClient(key, { scopes })], now: () => new Date(nowSeconds * 1000) })
  const { clientId: client_id, clientSecret: client_secret, organizationId: org_id } = identity
  /** Forms as form-data writes them. @param {string} path @param {Record<string, string>} fields @param {string} [token] */
  function send(path, fields, token) {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    const headers = { 'user-agent': 'aio-cli-ims', ...(token && { authorization: `Bearer ${token}` }) }
    return app.fetch(new Request(`${origin}${path}`, { method: 'POST', body, headers }))
  }

  it('getAccessTokenByClientCredentials gets a token at /ims/token/v2', async () => {
    const credentials = { grant_type: 'client_credentials', client_id, client_secret, org_id, scope: scopes.join(',') }
    const response = await send('/ims/token/v2', credentials)
    assert.equal(response.status, 200)
    const { access_token: token, token_type: type, expires_in: expiresIn } = await response.json()
    assert.deepEqual([type, expiresIn], ['bearer', 86_399])
    const { created_at: createdAt, expires_in: lifetime } = decodeJwt(token)
    assert.equal(Number(createdAt) + Number(lifetime), nowSeconds * 1000 + 86_400_000)
    await assertRefused(await send('/ims/token/v2', { ...credentials, client_secret: 'x' }), 401, 'invalid_client')
  })

  it('exchangeJwtToken, validateToken with the token in a header, and invalidateToken', async () => {
    const exchanged = await send('/ims/exchange/jwt', { client_id, client_secret, jwt_token: sign(claims) })
    const { access_token: token } = await exchanged.json()
    const { type } = /** @type {{ type: string }} */ (decodeJwt(token))
    const validate = async () => (await send('/ims/validate_token/v1', { type, client_id }, token)).json()
    assert.deepEqual(await validate(), { valid: true })
    const none = await send('/ims/validate_token/v1', { type, client_id }, 'x.y.z')
    assert.deepEqual(await none.json(), { valid: false, reason: 'bad_payload' })
    const invalidation = { token_type: type, token, cascading: 'all', client_id, client_secret }
    assert.equal((await send('/ims/invalidate_token/v2', invalidation)).status, 200)
    assert.deepEqual(await validate(), { valid: false, reason: 'invalidated' })
  })
})

describe('connections instead of clients', () => {
  it('get tokens with their own keys, damaged ones included', async () => {
    const damaged = { ...makeConnection(otherKey, origin), name: 'Second', clientId: 'f'.repeat(32) }
    damaged.privateKey = damaged.privateKey.replaceAll('\n', '\\n')
    const app = createSandbox({ connections: [makeConnection(key, origin), damaged] })
    for (const connection of [makeConnection(key, origin), damaged]) {
      const { accessToken } = await requestToken(connection, { fetch: app.fetch })
      assert.equal(decodeJwt(accessToken).client_id, connection.clientId)
    }
  })

  it('get tokens by client_credentials only if they have no key', async () => {
    const { privateKey, technicalAccountId, ...keyless } = makeConnection(key, origin)
    const app = createSandbox({ connections: [keyless] })
    const { accessToken } = await requestToken(keyless, { fetch: app.fetch, grant: 'client_credentials' })
    assert.equal(decodeJwt(accessToken).client_id, keyless.clientId)
    await assertRefused(await post({}, { app }), 500, 'internal_error')

    const both = createSandbox({
      connections: [keyless, makeConnection(key, origin)],
      now: () => new Date(nowSeconds * 1000),
    })
    assert.equal((await post({}, { app: both })).status, 200)
  })

  it('are refused with the reason if one is not valid', async () => {
    const app = createSandbox({ connections: [makeConnection({ privateKey: 'x' }, origin)] })
    await assertRefused(
      await post({}, { app }),
      500,
      'sandbox_misconfigured',
      /cannot use the connection Analytics Prod/,
    )
  })
})

describe('faults', () => {
  /** @param {string} fault @param {{ byHeader?: boolean }} [options] @returns {Promise<Response>} from a real port */
  async function provoke(fault, { byHeader = true } = {}) {
    const clients = [makeClient(key)]
    const url = await serveApp(createSandbox(byHeader ? { clients } : { clients, fault }))
    const ims = await load()
    const body = new URLSearchParams({
      client_id: identity.clientId,
      client_secret: identity.clientSecret,
      jwt_token: ims.signJwt(makeConnection(key, url)),
    })
    const headers = byHeader ? { 'x-sandbox-fault': fault } : undefined
    return fetch(`${url}/ims/exchange/jwt`, { method: 'POST', body, headers })
  }

  for (const byHeader of [true, false]) {
    const how = byHeader ? 'by header' : 'by option'
    it(`${how}: delay`, async () => {
      const start = performance.now()
      assert.equal((await provoke('delay; ms=200', { byHeader })).status, 200)
      assert.ok(performance.now() - start >= 199)
    })

    it(`${how}: throttled and error`, async () => {
      const throttled = await provoke('throttled; retry-after=7', { byHeader })
      assert.deepEqual([throttled.status, throttled.headers.get('retry-after')], [429, '7'])
      await assertRefused(await provoke('error', { byHeader }), 500, 'internal_error')
      await assertRefused(await provoke('error;status=503', { byHeader }), 503, 'internal_error')
    })

    it(`${how}: reset and truncated`, async () => {
      await assert.rejects(provoke('reset', { byHeader }), { name: 'TypeError' })
      const truncated = await provoke('truncated', { byHeader })
      assert.equal(truncated.status, 200)
      await assert.rejects(truncated.text())
    })

    it(`${how}: html, type and huge`, async () => {
      assert.match(await (await provoke('html', { byHeader })).text(), /^<!doctype html>/)
      const typed = await provoke('type; type=application/octet-stream', { byHeader })
      assert.equal(typed.headers.get('content-type'), 'application/octet-stream')
      assert.ok((await typed.json()).access_token)
      assert.ok((await (await provoke('huge; bytes=3000000', { byHeader })).text()).length > 3_000_000)
    })

    it(`${how}: drip`, async () => {
      const response = await provoke('drip; ms=1', { byHeader })
      let pieces = 0
      for await (const _ of /** @type {any} */ (response.body)) pieces++
      assert.ok(pieces > 20, String(pieces))
    })
  }

  it('end after their times', async () => {
    const app = createSandbox({
      clients: [makeClient(key)],
      now: () => new Date(nowSeconds * 1000),
      fault: 'error; times=2',
    })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await post({}, { app })).status)
    assert.deepEqual(statuses, [500, 500, 200, 200])
  })

  it('with unknown names are refused', async () => {
    for (const fault of [
      '',
      'boom',
      'constructor',
      'delay; sec=1',
      'delay; ms=-1',
      'delay; ms=x',
      'error; status=200',
    ]) {
      const options = { clients: [makeClient(key)], fault }
      assert.throws(() => createSandbox(options), { name: 'TypeError', message: /^options\.fault/ })
      if (fault) await assertRefused(await provoke(fault), 400, 'bad_request', /x-sandbox-fault/)
    }
  })

  it('without a server: reset and truncated fail in the body', async () => {
    for (const fault of ['reset', 'truncated']) {
      const app = createSandbox({ clients: [makeClient(key)], fault, now: () => new Date(nowSeconds * 1000) })
      await assert.rejects((await post({}, { app })).text())
    }
  })
})
