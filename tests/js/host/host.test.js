import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { createHost, readConnections } from '../../../js/host.js'
import { load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { defaultScopes } from '../../../js/token/grants.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler } from '../../support/servers.js'

const key = makeKey()
const { clientId, clientSecret } = identity
/** @type {unknown[]} everything that any host of these tests logs or tells */
const told = []
const logger = { info: (...args) => told.push(args), warn: (...args) => told.push(args) }
/** @type {string} */
let ims
/** @type {string} */
let jwt
/** @type {string} */
let url

before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  jwt = (await load()).signJwt(makeConnection(key, ims))
  url = await serveHost()
})
beforeEach(() => void told.splice(0))

/** @param {Partial<import('../../../js/host.js').HostOptions>} [options] */
const serveHost = (options) =>
  serveApp(
    createHost({ imsOrigins: [ims], rateLimit: false, logger, onEvent: (event) => void told.push(event), ...options }),
  )

/**
 * Over a real connection, with any header that one likes.
 * @param {string} to @param {{ method?: string, headers?: Record<string, string>, body?: string | object }} [options]
 */
async function ask(to, { method = 'GET', headers = {}, body } = {}) {
  const response = await new Promise((resolve, reject) => {
    const request = httpRequest(to, { method, headers }, resolve).once('error', reject)
    request.end(typeof body === 'object' ? JSON.stringify(body) : body)
  })
  const answer = await text(response)
  assert.ok(!JSON.stringify([told, answer]).includes(clientSecret), 'the secret was told')
  return { status: response.statusCode, headers: response.headers, text: answer, json: () => JSON.parse(answer) }
}

/** @param {string | object} body @param {{ to?: string, headers?: Record<string, string> }} [options] */
const post = (body, { to = url, headers } = {}) =>
  ask(`${to}/api/token`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })

/** @param {Awaited<ReturnType<typeof ask>>} answer @param {number} status @param {string} code @param {string} [field] */
function assertRefused(answer, status, code, field) {
  assert.deepEqual([answer.status, answer.json().code], [status, code], answer.text)
  assert.equal(answer.json().field, field)
  assert.ok(answer.json().message)
}

describe('POST /api/token', () => {
  it('says where to mount the host if something else has read the body', async () => {
    const listen = getRequestListener(createHost({ logger }).fetch, { overrideGlobalObjects: false })
    const readFirst = await serveHandler((request, response) => {
      request.resume().on('end', () => listen(request, response))
    })
    const answer = await post({ clientId, clientSecret, jwt }, { to: readFirst })
    assertRefused(answer, 500, 'ERR_HOST_BODY_READ')
    assert.match(answer.json().hint, /before middleware that reads bodies/)
  })

  it('exchanges a JWT', async () => {
    for (const imsExchange of [undefined, `${ims}/ims/exchange/jwt`, `${ims}/ims/exchange/jwt/`]) {
      const answer = await post({ clientId, clientSecret, jwt, imsExchange })
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.headers['cache-control'], 'no-store')
      const { accessToken, tokenType, expiresAt, ...rest } = answer.json()
      assert.match(accessToken, /^eyJ/)
      assert.equal(tokenType, 'bearer')
      assert.equal(new Date(expiresAt).toISOString(), expiresAt)
      assert.deepEqual(rest, {})
      assert.ok(!JSON.stringify(told).includes(accessToken), 'the token was logged')
      assert.ok(!JSON.stringify(told).includes(jwt), 'the JWT was logged')
    }
  })

  it('exchanges a JWT with the secret that the host keeps', async () => {
    const to = await serveHost({ connections: async () => [{ name: 'Other' }, makeConnection(key, ims)] })
    const answer = await post({ connection: ' analytics PROD', jwt }, { to })
    assert.equal(answer.status, 200, answer.text)
    assertRefused(await post({ connection: 'nobody', jwt }, { to }), 404, 'ERR_HOST_UNKNOWN_CONNECTION', 'name')
    assertRefused(await post({ connection: 'Other', jwt }, { to }), 400, 'ERR_CONNECTION_INVALID', 'clientId')
    assertRefused(await post({ connection: 'Other', jwt }), 404, 'ERR_HOST_UNKNOWN_CONNECTION', 'name')
  })

  it('takes client_credentials without a JWT, with the scopes given or the usual ones', async () => {
    const to = await serveHost({
      imsOrigins: [await serveApp(createSandbox({ clients: [makeClient(key, { scopes: defaultScopes })] }))],
    })
    for (const given of [undefined, ['openid', 'AdobeID']]) {
      const answer = await post({ clientId, clientSecret, grant: 'client_credentials', scopes: given }, { to })
      assert.equal(answer.status, 200, answer.text)
      const { accessToken, tokenType, expiresAt, ...rest } = answer.json()
      assert.deepEqual([tokenType, rest], ['bearer', {}])
      assert.ok(new Date(expiresAt).getTime() > Date.now() + 60_000, 'expires_in is in seconds here')
      const { payload } = (await load()).decode(accessToken)
      assert.equal(payload.scope, (given ?? defaultScopes).join(','))
      assert.ok(!JSON.stringify(told).includes(accessToken), 'the token was logged')
    }
  })

  it('gives no token for a secret that it keeps without a JWT', async () => {
    const fetch = async () => assert.fail('IMS was asked')
    const to = await serveHost({ fetch, connections: async () => [makeConnection(key, ims)] })
    const byName = { connection: identity.name, grant: 'client_credentials' }
    assertRefused(await post(byName, { to }), 400, 'ERR_HOST_BAD_REQUEST', 'grant')
    assertRefused(await post({ ...byName, jwt }, { to }), 400, 'ERR_HOST_BAD_REQUEST', 'grant')
    assertRefused(
      await post({ clientId, grant: 'client_credentials' }, { to }),
      400,
      'ERR_CONNECTION_INVALID',
      'clientSecret',
    )
  })

  it('refuses wrong client_credentials requests, and those for other hosts, before it contacts IMS', async () => {
    const to = await serveHost({ fetch: async () => assert.fail('IMS was asked') })
    const ask = (/** @type {object} */ more) =>
      post({ clientId, clientSecret, grant: 'client_credentials', ...more }, { to })
    assertRefused(await ask({ imsHost: 'https://evil.example' }), 403, 'ERR_HOST_FORBIDDEN_IMS', 'imsHost')
    assertRefused(await ask({ imsHost: `${ims.replace('//', '//x@')}` }), 400, 'ERR_CONNECTION_INVALID', 'imsHost')
    assertRefused(await ask({ imsExchange: `${ims}/ims/exchange/jwt` }), 400, 'ERR_HOST_BAD_REQUEST')
    assertRefused(await ask({ jwt }), 400, 'ERR_HOST_BAD_REQUEST')
    assertRefused(await ask({ grant: 'password' }), 400, 'ERR_HOST_BAD_REQUEST', 'grant')
    assertRefused(await ask({ scopes: 'openid' }), 400, 'ERR_HOST_BAD_REQUEST', 'scopes')
    assertRefused(await ask({ scopes: [5] }), 400, 'ERR_HOST_BAD_REQUEST', 'scopes')
    assertRefused(await ask({ scopes: ['a b'] }), 400, 'ERR_CONNECTION_INVALID', 'scopes')
  })

  it('passes on what IMS refuses', async () => {
    const answer = await post({ clientId, clientSecret: 'p8e-wrong', jwt })
    assertRefused(answer, 502, 'ERR_IMS_REJECTED', 'clientSecret')
    const { status, error, errorDescription, debugId } = answer.json()
    assert.deepEqual([status, error, errorDescription], [401, 'invalid_client', 'invalid client_secret parameter'])
    assert.ok(debugId)
  })

  it('says that IMS cannot be reached, or sends an unusable answer', async () => {
    const [closed, html] = [await findClosedOrigin(), await serveHandler((_, response) => response.end('<p>'))]
    const to = await serveHost({ imsOrigins: [closed, html] })
    assertRefused(await post({ clientId, clientSecret, jwt }, { to }), 502, 'ERR_IMS_UNREACHABLE')
    const imsExchange = `${html}/ims/exchange/jwt`
    assertRefused(await post({ clientId, clientSecret, jwt, imsExchange }, { to }), 502, 'ERR_IMS_BAD_RESPONSE')
  })

  it('says that IMS is late', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const fetch = () => {
      queueMicrotask(() => t.mock.timers.tick(30_000))
      return /** @type {Promise<Response>} */ (new Promise(() => {}))
    }
    const body = JSON.stringify({ clientId, clientSecret, jwt })
    const headers = { 'content-type': 'application/json' }
    const app = createHost({ imsOrigins: [ims], logger, fetch })
    const response = await app.fetch(new Request('http://127.0.0.1/api/token', { method: 'POST', headers, body }))
    assert.deepEqual([response.status, (await response.json()).code], [504, 'ERR_IMS_TIMEOUT'])
  })

  it('sends each request to IMS, without a cache', async () => {
    let asked = 0
    const to = await serveHost({
      fetch: (address, init) => {
        asked++
        return globalThis.fetch(address, init)
      },
    })
    const first = (await post({ clientId, clientSecret, jwt }, { to })).json().accessToken
    const again = (await post({ clientId, clientSecret, jwt }, { to })).json().accessToken
    assert.notEqual(first, again)
    const signature = jwt.split('.')[2] ?? ''
    const forged = jwt.slice(0, -signature.length) + signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))
    assertRefused(await post({ clientId, clientSecret, jwt: forged }, { to }), 502, 'ERR_IMS_REJECTED', 'privateKey')
    const wrong = { clientId, clientSecret: 'p8e-wrong', jwt }
    assertRefused(await post(wrong, { to }), 502, 'ERR_IMS_REJECTED', 'clientSecret')
    const now = new Date(Date.now() - 600_000)
    const expired = (await load()).signJwt(makeConnection(key, ims), { now })
    const { status, error, errorDescription } = (await post({ clientId, clientSecret, jwt: expired }, { to })).json()
    assert.deepEqual([status, error, errorDescription], [400, 'invalid_token', 'JWT token has expired.'])
    assert.equal(asked, 5)
  })

  /** @type {[string, string | object, string | undefined][]} */
  const bad = [
    ['nothing', '', undefined],
    ['no JSON', '{', undefined],
    ['an array', '[]', undefined],
    ['null', 'null', undefined],
    ['no JWT', { clientId, clientSecret: 'p8e-x' }, 'jwt'],
    ['a JWT that is a number', { clientId, jwt: 5 }, 'jwt'],
    ['a client ID that is an object', { clientId: {}, jwt: 'x' }, 'clientId'],
    ['a private key', { clientId, jwt: 'x', privateKey: 'x' }, undefined],
    ['both kinds of body', { connection: 'x', clientId, jwt: 'x' }, undefined],
    ['__proto__', '{"__proto__":{"jwt":"x"}}', undefined],
  ]
  it('lists what a body may have if the JWT is missing', async () => {
    const { message, hint } = (await post({})).json()
    assert.equal(message, 'jwt is missing.')
    assert.match(hint, /clientId, clientSecret and jwt; or connection and jwt; or .*client_credentials/)
  })

  it('names a member that does not belong, and warns of a private key only if there is one', async () => {
    const named = { connection: 'x', jwt: 'x' }
    const hint = 'Never send a private key here.'
    for (const [extra, name, expected] of /** @type {[object, string, string | undefined][]} */ ([
      [{ metaScopes: [] }, 'metaScopes', undefined],
      [{ clientSecret }, 'clientSecret', undefined],
      [{ [clientSecret]: 1 }, 'another member', undefined],
      [{ extra: 1, privateKey: key.privateKey }, 'privateKey', hint],
      [{ passphrase: 'x' }, 'passphrase', hint],
    ])) {
      const answer = (await post({ ...named, ...extra })).json()
      assert.equal(answer.message, `The body may contain only connection, jwt. It also has ${name}.`)
      assert.equal(answer.hint, expected)
    }
  })

  for (const [title, body, field] of bad) {
    it(`refuses ${title}`, async () => assertRefused(await post(body), 400, 'ERR_HOST_BAD_REQUEST', field))
  }

  it('refuses what is not a JWT, and fields that are wrong, before it contacts IMS', async () => {
    const fetch = async () => assert.fail('IMS was asked')
    const to = await serveHost({ fetch })
    assertRefused(await post({ clientId, clientSecret, jwt: 'x' }, { to }), 400, 'ERR_JWT_MALFORMED')
    assertRefused(await post({ clientSecret, jwt }, { to }), 400, 'ERR_CONNECTION_INVALID', 'clientId')
    assertRefused(
      await post({ clientId, clientSecret: 'a\0b', jwt }, { to }),
      400,
      'ERR_CONNECTION_INVALID',
      'clientSecret',
    )
    assertRefused(
      await post(`{"clientId":"\\ud800","clientSecret":"x","jwt":"${jwt}"}`, { to }),
      400,
      'ERR_CONNECTION_INVALID',
      'clientId',
    )
  })

  it('refuses other content types', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const answer = await post({ clientId, clientSecret, jwt }, { headers: { 'content-type': type } })
      assertRefused(answer, 415, 'ERR_HOST_CONTENT_TYPE')
    }
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' }
    assert.equal((await post({ clientId, clientSecret, jwt }, { headers })).status, 200)
  })

  it('refuses more than 64 KiB, announced or in chunks', async () => {
    const body = JSON.stringify({ jwt: 'x'.repeat(65_536) })
    assertRefused(await post(body), 413, 'ERR_HOST_TOO_LARGE')
    assertRefused(await post(body, { headers: { 'transfer-encoding': 'chunked' } }), 413, 'ERR_HOST_TOO_LARGE')
  })
})

describe('Host and Origin', () => {
  const page = 'https://console.example'

  it('of this machine are allowed', async () => {
    const { port } = new URL(url)
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'].map((name) => `${name}:${port}`)) {
      assert.equal((await ask(`${url}/healthz`, { headers: { host } })).status, 200)
      const headers = { host, origin: `http://${host.toLowerCase()}` }
      assert.equal((await post({ clientId, clientSecret, jwt }, { headers })).status, 200)
    }
  })

  for (const host of [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    '2130706433',
    '127.1',
    '0.0.0.0',
    '[::]',
    'x@127.0.0.1',
    '127.0.0.1:1:2',
  ]) {
    it(`Host: ${host} is refused`, async () => {
      const answer = await ask(`${url}/api/context`, { headers: { host } })
      assert.ok([400, 403].includes(answer.status ?? 0))
      if (answer.status === 403) assertRefused(answer, 403, 'ERR_HOST_FORBIDDEN_HOST')
    })
  }

  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', 'http://localhost:1', 'file://', 'x']) {
    it(`Origin: ${origin} is refused`, async () => {
      assertRefused(
        await post({ clientId, clientSecret, jwt }, { headers: { origin } }),
        403,
        'ERR_HOST_FORBIDDEN_ORIGIN',
      )
      assertRefused(await ask(`${url}/api/context`, { headers: { origin } }), 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
      const preflight = { origin, 'access-control-request-method': 'POST' }
      const answer = await ask(`${url}/api/token`, { method: 'OPTIONS', headers: preflight })
      assert.equal(answer.headers['access-control-allow-origin'], undefined)
    })
  }

  it('that are configured are allowed, and get CORS headers', async () => {
    const to = await serveHost({ allowedOrigins: [page] })
    const answer = await post({ clientId, clientSecret, jwt }, { to, headers: { origin: page } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['access-control-allow-origin'], page)
    const preflight = {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const allowed = await ask(`${to}/api/token`, { method: 'OPTIONS', headers: preflight })
    assert.equal(allowed.status, 204)
    assert.equal(allowed.headers['access-control-allow-origin'], page)
    assert.equal(allowed.headers['access-control-allow-headers'], 'content-type')
    assert.equal((await ask(`${to}/healthz`, { headers: { host: 'console.example' } })).status, 200)
    const insecure = await post(
      { clientId, clientSecret, jwt },
      { to, headers: { host: 'console.example', origin: 'http://console.example' } },
    )
    assertRefused(insecure, 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
  })
})

describe('GET /api/context', () => {
  it('gives names and environments, and nothing else of the connections', async () => {
    const runtimeEnvironments = [{ name: 'Agent 1', kind: /** @type {const} */ ('secure-agent') }]
    const connections = async () => [makeConnection(key, ims), /** @type {any} */ ({ name: 5 })]
    const answer = await ask(`${await serveHost({ connections, runtimeEnvironments })}/api/context`)
    assert.deepEqual(answer.json(), { takenNames: [identity.name], runtimeEnvironments })
    assert.deepEqual((await ask(`${url}/api/context`)).json(), { takenNames: [], runtimeEnvironments: [] })
  })
})

describe('authorize', () => {
  it('guards /api/ and sees the headers, not the body', async () => {
    const to = await serveHost({
      authorize: async (request) => request.body === null && request.headers.get('authorization') === 'Bearer ok',
    })
    const body = { clientId, clientSecret, jwt }
    assertRefused(await post(body, { to }), 401, 'ERR_HOST_UNAUTHORIZED')
    assertRefused(await ask(`${to}/api/context`), 401, 'ERR_HOST_UNAUTHORIZED')
    assert.equal((await post(body, { to, headers: { authorization: 'Bearer ok' } })).status, 200)
    assert.equal((await ask(`${to}/healthz`)).status, 200)
  })

  it('refuses if it fails or returns anything but true', async () => {
    const failing = await serveHost({ authorize: () => Promise.reject(new Error(clientSecret)) })
    assertRefused(await post({ clientId, clientSecret, jwt }, { to: failing }), 500, 'ERR_HOST_FAILED')
    const vague = await serveHost({ authorize: /** @type {any} */ (() => 'yes') })
    assertRefused(await post({ clientId, clientSecret, jwt }, { to: vague }), 401, 'ERR_HOST_UNAUTHORIZED')
  })
})

describe('basePath', () => {
  /** @param {string} path @param {string} basePath */
  const status = async (path, basePath) =>
    (await createHost({ logger, basePath }).fetch(new Request(`http://127.0.0.1${path}`))).status

  it('is where the routes are found, whether or not the framework strips it', async () => {
    for (const basePath of ['/ims', '/ims/', '/tools/ims']) {
      const base = basePath.replace(/\/$/, '')
      for (const path of ['/healthz', '/api/context']) {
        assert.equal(await status(base + path, basePath), 200)
        assert.equal(await status(path, basePath), 200)
      }
      assert.equal(await status(`${base}x/healthz`, basePath), 404)
      assert.equal(await status(base, basePath), 404)
    }
    assert.equal(await status('/ims/healthz', ''), 404)
  })

  it('is not part of the route in an event', async () => {
    await createHost({ logger, basePath: '/ims', onEvent: (event) => void told.push(event) }).fetch(
      new Request('http://127.0.0.1/ims/api/context'),
    )
    assert.ok(told.some((event) => /** @type {any} */ (event).route === '/api/context'))
  })
})

describe('a request that a page of another site makes', () => {
  it('is refused before it counts', async () => {
    const to = await serveHost({ rateLimit: { requests: 2, seconds: 60 } })
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
      for (let i = 0; i < 5; i++) {
        assertRefused(await ask(`${to}/api/context`, { headers }), 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
      }
    }
    assert.equal((await ask(`${to}/api/context`, { headers: { 'sec-fetch-site': 'same-origin' } })).status, 200)
    assert.equal((await ask(`${to}/api/context`, { headers: { 'sec-fetch-site': 'none' } })).status, 200)
  })

  it('is answered if the origin is allowed', async () => {
    const page = 'https://console.example'
    const to = await serveHost({ allowedOrigins: [page] })
    const headers = { 'sec-fetch-site': 'cross-site', origin: page }
    assert.equal((await ask(`${to}/api/context`, { headers })).status, 200)
  })
})

describe('a client that disconnects', () => {
  it('is not reported as a failure of the host', async () => {
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    const head = 'POST /api/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n'
    socket.write(`${head}Content-Length: 100\r\n\r\n{"jwt`)
    await sleep(100)
    socket.destroy()
    for (let i = 0; i < 100 && told.length === 0; i++) await sleep(20)
    const event = /** @type {any} */ (told.find((entry) => !Array.isArray(entry)))
    assert.deepEqual([event.status, event.code], [499, 'ERR_HOST_DISCONNECTED'])
  })
})

describe('a function of the caller that fails', () => {
  it('logs the name and place of an exception, but not its message, and sends none of it to the client', async () => {
    const failing = {
      connections: () => Promise.reject(Object.assign(new TypeError(clientSecret), { code: 'ECONNREFUSED' })),
      authorize: () => {
        throw new RangeError(`at ${clientSecret} (/etc/passwd:1:1)\n    at ${clientSecret} (/etc/x:1:1)`)
      },
    }
    for (const [name, fails] of Object.entries(failing)) {
      told.splice(0)
      const answer = await ask(`${await serveHost({ [name]: fails })}/api/context`)
      assertRefused(answer, 500, 'ERR_HOST_FAILED')
      assert.deepEqual(Object.keys(answer.json()).sort(), ['code', 'message'])
      const [fields, message] = /** @type {any} */ (told.find((entry) => Array.isArray(entry)))
      assert.equal(message, 'request')
      const [cause, causeCode] = name === 'connections' ? ['TypeError', 'ECONNREFUSED'] : ['RangeError', undefined]
      assert.deepEqual([fields.cause, fields.causeCode], [cause, causeCode])
      assert.match(fields.at, /host\.test\.js:\d+:\d+/)
    }
  })

  it('logs nothing else if the thrown value is not an Error', async () => {
    const to = await serveHost({ connections: () => Promise.reject(clientSecret) })
    assertRefused(await ask(`${to}/api/context`), 500, 'ERR_HOST_FAILED')
  })
})

describe('readConnections', () => {
  it('reads the same files as the command line', async () => {
    const file = join(key.folder, 'connections.json')
    const { privateKey, ...stored } = makeConnection(key, ims)
    const other = { name: 'Other', clientId: { env: 'NOT_SET' } }
    writeFileSync(
      file,
      JSON.stringify([{ ...stored, privateKeyFile: 'private.key', clientSecret: { env: 'SECRET' } }, 5, other]),
    )
    const connections = await readConnections(file, { SECRET: clientSecret })
    assert.deepEqual(connections, [
      { ...stored, privateKey, clientSecret },
      { name: 'Other', clientId: undefined },
    ])
    const to = await serveHost({ connections: () => readConnections(file, { SECRET: clientSecret }) })
    assert.equal((await post({ connection: identity.name, jwt }, { to })).status, 200)
    writeFileSync(file, JSON.stringify({ name: 'Only' }))
    assert.deepEqual((await ask(`${to}/api/context`)).json().takenNames, ['Only'])
  })

  it('says what is wrong with a file', async () => {
    await assert.rejects(readConnections(join(key.folder, 'nowhere.json')), { code: 'ERR_FILE_UNREADABLE' })
    const broken = join(key.folder, 'broken.json')
    writeFileSync(broken, '[{]')
    await assert.rejects(readConnections(broken), { code: 'ERR_FILE_NOT_JSON', line: 1, column: 3 })
  })
})

describe('the rate limit', () => {
  /** @param {object} env what a server passes beside the request @param {Record<string, string>} [headers] @returns {[Request, object]} */
  const context = (env, headers) => [new Request('http://127.0.0.1/api/context', { headers }), env]
  /** @param {string} address */
  const environments = (address) => [
    { incoming: { socket: { remoteAddress: address } } },
    { remoteAddr: { hostname: address } },
    { requestIP: () => ({ address }) },
  ]

  it('says how long to wait, counts refused requests, and does not limit /healthz', async () => {
    const to = await serveHost({ rateLimit: { requests: 3, seconds: 60 }, authorize: () => false })
    for (let i = 0; i < 3; i++) assertRefused(await ask(`${to}/api/context`), 401, 'ERR_HOST_UNAUTHORIZED')
    const answer = await post({ clientId, clientSecret, jwt }, { to })
    assertRefused(answer, 429, 'ERR_HOST_RATE_LIMITED')
    const seconds = Number(answer.headers['retry-after'])
    assert.ok(seconds > 0 && seconds <= 60)
    assert.equal((await ask(`${to}/healthz`)).status, 200)
  })

  it('is 120 a minute by default', async () => {
    const app = createHost({ logger })
    for (let i = 0; i < 120; i++) assert.equal((await app.fetch(...context({}))).status, 200)
    assert.equal((await app.fetch(...context({}))).status, 429)
  })

  it('counts each client: by address, and by network for IPv6', async () => {
    const same = ['2001:db8::1', '2001:db8:0:0:ffff::', '2001:0DB8:0::2']
    const others = ['2001:db8:0:1::1', '192.0.2.1', '192.0.2.2', '::1']
    for (const i of [0, 1, 2]) {
      const app = createHost({ logger, rateLimit: { requests: 1 } })
      /** @param {string} address */
      const status = async (address) => (await app.fetch(...context(environments(address)[i] ?? {}))).status
      assert.deepEqual(await Promise.all(same.map(status)), [200, 429, 429])
      assert.deepEqual(await Promise.all(others.map(status)), [200, 200, 200, 200])
      assert.equal(await status('::ffff:192.0.2.1'), 429)
    }
  })

  it('trusts a header only if configured, and uses its last address', async () => {
    /** @param {object} rateLimit @param {string[]} values */
    const ask3 = async (rateLimit, values) => {
      const app = createHost({ logger, rateLimit: { requests: 1, ...rateLimit } })
      const forwarded = values.map((value) => app.fetch(...context({}, { 'x-forwarded-for': value })))
      return (await Promise.all(forwarded)).map(({ status }) => status)
    }
    const values = ['192.0.2.1', '192.0.2.2', '192.0.2.9, 192.0.2.1']
    assert.deepEqual(await ask3({}, values), [200, 429, 429])
    assert.deepEqual(await ask3({ addressHeader: 'x-forwarded-for' }, values), [200, 200, 429])
  })

  it('counts each client if a framework passes only the request, as Next does', async () => {
    const app = createHost({ logger, rateLimit: { requests: 1 } })
    const status = async (/** @type {string} */ address) => {
      const [request] = context({}, { 'x-forwarded-for': address })
      return (await app.fetch(/** @type {Request} */ (request))).status
    }
    assert.deepEqual(await Promise.all(['192.0.2.1', '192.0.2.2', '192.0.2.1'].map(status)), [200, 200, 429])
  })
})

describe('the host', () => {
  it('answers unknown addresses and methods as JSON', async () => {
    assertRefused(await ask(`${url}/nothing`), 404, 'ERR_HOST_NOT_FOUND')
    for (const [path, method, allow] of [
      ['/api/token', 'GET', 'POST'],
      ['/api/context', 'POST', 'GET, HEAD'],
      ['/healthz', 'DELETE', 'GET, HEAD'],
    ]) {
      const answer = await ask(`${url}${path}`, { method })
      assertRefused(answer, 405, 'ERR_HOST_METHOD')
      assert.equal(answer.headers.allow, allow)
    }
  })

  it('sends its policy with every answer', async () => {
    const answers = [await ask(`${url}/healthz`), await ask(`${url}/nothing`), await post('')]
    answers.push(await ask(`${url}/healthz`, { headers: { host: 'evil.example' } }))
    for (const { headers } of answers) {
      const policy = String(headers['content-security-policy']).split('; ')
      for (const directive of [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "frame-ancestors 'none'",
      ]) {
        assert.ok(policy.includes(directive), directive)
      }
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
    }
  })

  it('logs only a fixed list of fields', async () => {
    const planted = 'planted-in-the-request'
    await ask(`${url}/api/${planted}?jwt=${planted}`, { headers: { 'user-agent': planted, cookie: planted } })
    await post({ clientId: planted, clientSecret: planted, jwt, [planted]: planted })
    await post({ clientId: planted, clientSecret: planted, jwt })
    assert.ok(told.length >= 6)
    assert.ok(!JSON.stringify(told).includes(planted), JSON.stringify(told))
    const names = new Set(told.flatMap((entry) => Object.keys(Array.isArray(entry) ? entry[0] : entry)))
    const known = ['type', 'method', 'route', 'status', 'durationMs', 'code', 'imsOrigin', 'error', 'debugId']
    assert.deepEqual(
      [...names].filter((name) => !known.includes(name)),
      [],
    )
  })

  it('reports events, and survives a listener that fails', async () => {
    await post({ clientId, clientSecret, jwt })
    const events = told.filter((entry) => !Array.isArray(entry))
    const types = events.map((event) => /** @type {{ type: string }} */ (event).type)
    assert.deepEqual(types, ['exchange', 'request'])
    const onEvent = () => {
      throw Object.assign(new RangeError(clientSecret), { code: 'ENOSPC' })
    }
    told.splice(0)
    assert.equal((await post({ clientId, clientSecret, jwt }, { to: await serveHost({ onEvent }) })).status, 200)
    const failures = told.filter((entry) => Array.isArray(entry) && entry[1] === 'onEvent failed')
    assert.equal(failures.length, 2)
    for (const [{ at, ...fields }] of /** @type {any[]} */ (failures)) {
      assert.deepEqual(fields, { cause: 'RangeError', causeCode: 'ENOSPC' })
      assert.match(at, /host\.test\.js:\d+:\d+/)
    }
  })

  it('survives loggers and listeners that fail, at once or later', async () => {
    const failing = [
      () => {
        throw new Error(clientSecret)
      },
      () => Promise.reject(new Error(clientSecret)),
    ]
    for (const fail of failing) {
      const to = await serveHost({ onEvent: fail, logger: { info: fail, warn: fail } })
      assert.equal((await post({ clientId, clientSecret, jwt }, { to })).status, 200)
      assertRefused(
        await post({ clientId, clientSecret: 'p8e-x', jwt }, { to }),
        502,
        'ERR_IMS_REJECTED',
        'clientSecret',
      )
    }
  })

  it('survives connections that cannot be loaded', async () => {
    const to = await serveHost({ connections: () => Promise.reject(new Error(clientSecret)) })
    assertRefused(await ask(`${to}/api/context`), 500, 'ERR_HOST_FAILED')
  })

  /** @type {[unknown, RegExp][]} */
  const wrong = [
    [{ imsOrigins: [] }, /imsOrigins/],
    [{ imsOrigins: ['ims-na1.adobelogin.com'] }, /imsOrigins\[0\]/],
    [{ imsOrigins: ['https://a.example/path'] }, /imsOrigins\[0\]/],
    [{ imsOrigins: ['https://a.example', 'https://u:p@a.example'] }, /imsOrigins\[1\]/],
    [{ imsOrigins: ['http://a.example'] }, /imsOrigins\[0\] must be https/],
    [{ allowedOrigins: ['*'] }, /allowedOrigins\[0\]/],
    [{ allowedOrigins: 'https://a.example' }, /allowedOrigins must be an array/],
    [{ authorise: () => false }, /options has no option authorise/],
    [{ __proto__: null, constructor: 1 }, /options has no option constructor/],
    [{ authorize: true }, /authorize must be a function/],
    [{ logger: {} }, /logger must be/],
    [{ rateLimit: true }, /rateLimit must be false or/],
    [{ rateLimit: { requests: 0 } }, /rateLimit\.requests must be/],
    [{ rateLimit: { seconds: 1e9 } }, /rateLimit\.seconds must be/],
    [{ rateLimit: { windowMs: 1 } }, /rateLimit has no option windowMs/],
    [{ rateLimit: { addressHeader: 'x y' } }, /rateLimit\.addressHeader must be/],
    [{ runtimeEnvironments: ['Agent'] }, /runtimeEnvironments must be/],
    [null, /options must be an object/],
  ]
  for (const [options, message] of wrong) {
    it(`is not made with ${JSON.stringify(options)}`, () => {
      assert.throws(() => createHost(/** @type {any} */ (options)), { name: 'TypeError', message })
    })
  }
})
