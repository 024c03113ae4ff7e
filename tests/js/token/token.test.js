import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { ImsError, load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { exchangeJwt, requestToken } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler, serveTcp } from '../../support/servers.js'

const key = makeKey()
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
})

/** Everything of an error that could be printed or logged. @param {unknown} error */
const everything = (error) =>
  `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}${String(/** @type {Error} */ (error).stack)}`

/**
 * The error of a request, which must be of the code and hold no secret.
 * @param {Promise<unknown>} promise @param {string} code @returns {Promise<ImsError>}
 */
async function failure(promise, code) {
  const error = await promise.then(
    () => assert.fail('a token was given'),
    (reason) => reason,
  )
  assert.ok(error instanceof ImsError, everything(error))
  assert.equal(error.code, code, error.message)
  assert.equal(error.cause, undefined)
  const secrets = [identity.clientSecret, key.privateKey.split('\n')[5] ?? '', key.privateKey.split('\n')[9] ?? '']
  for (const secret of secrets) assert.ok(!everything(error).includes(secret), 'a secret is in the error')
  return error
}

/** A server that answers everything with this. @param {number} status @param {string} body @param {Record<string, string>} [headers] */
const serveAnswer = (status, body, headers = { 'content-type': 'application/json' }) =>
  serveHandler((_request, response) => response.writeHead(status, headers).end(body))

/** @type {typeof requestToken} */
const askOnce = (connection, options) => requestToken(connection, { retries: 0, ...options })

const tokenBody = { token_type: 'bearer', access_token: 'eyJ.a.b', expires_in: 86_399_992 }

describe('requestToken', () => {
  it('signs, posts and returns the token', async () => {
    const sentAfter = Date.now()
    const token = await requestToken(makeConnection(key, ims))
    const sentBefore = Date.now()
    assert.match(token.accessToken, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.equal(token.tokenType, 'bearer')
    assert.equal(token.grant, 'jwt')
    assert.equal(token.expiresInSeconds, 86_399)
    const sentAt = token.expiresAt.getTime() - 86_399_992
    assert.ok(sentAt >= sentAfter && sentAt <= sentBefore)
  })

  it('requires only the fields that it uses, and trims them', async () => {
    const { name, runtimeEnvironment, ...rest } = makeConnection(key, `${ims}/`, {
      clientId: `  ${identity.clientId}\n`,
    })
    assert.ok(await requestToken(rest))
  })

  it('takes a JWT that was signed elsewhere, without a key', async () => {
    const jwt = (await load()).signJwt(makeConnection(key, ims))
    const { clientId, clientSecret } = identity
    assert.ok(await requestToken({ clientId, clientSecret, imsHost: ims }, { jwt }))
    assert.ok(await exchangeJwt({ clientId, clientSecret, imsExchange: `${ims}/ims/exchange/jwt/`, jwt }))
  })

  it('takes metascopes', async () => {
    assert.ok(await requestToken(makeConnection(key, ims), { metaScopes: ['ent_user_sdk'] }))
    const error = await failure(
      requestToken(makeConnection(key, ims), { metaScopes: ['ent_campaign_sdk'] }),
      'ERR_IMS_REJECTED',
    )
    assert.equal(error.error, 'invalid_scope')
    assert.equal(error.field, 'metaScopes')
  })

  it('needs no port if an app takes the place of fetch', async () => {
    const sandbox = createSandbox({ clients: [makeClient(key)] })
    /** @type {import('../../../js/token.js').Fetch} */
    const fetch = async (url, init) => sandbox.fetch(new Request(url, init))
    assert.ok(await requestToken(makeConnection(key, 'https://ims-na1.adobelogin.com'), { fetch }))
  })

  it('posts what IMS expects', async () => {
    /** @type {{ method?: string, url?: string, headers: import('node:http').IncomingHttpHeaders, body: string } | undefined} */
    let seen
    const url = await serveHandler(async (request, response) => {
      const { method, url, headers } = request
      seen = { method, url, headers, body: await text(request) }
      response.end(JSON.stringify(tokenBody))
    })
    await requestToken({ clientId: identity.clientId, clientSecret: 'a b&c=ü', imsHost: url }, { jwt: 'e30.e30.e30' })
    assert.equal(seen?.method, 'POST')
    assert.equal(seen?.url, '/ims/exchange/jwt')
    assert.equal(seen?.headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(seen?.headers['cache-control'], 'no-cache')
    assert.deepEqual(Object.fromEntries(new URLSearchParams(seen?.body)), {
      client_id: identity.clientId,
      client_secret: 'a b&c=ü',
      jwt_token: 'e30.e30.e30',
    })
  })
})

describe('arguments', () => {
  /** @type {[string, unknown[], RegExp][]} */
  const table = [
    ['no connection', [], /^connection /],
    ['a connection that is null', [null], /^connection /],
    ['options that are a text', [{}, 'x'], /^options /],
    ['another grant', [{}, { grant: 'password' }], /^options\.grant .*jwt, client_credentials, auto/],
    ['a JWT for client_credentials', [{}, { grant: 'client_credentials', jwt: 'a' }], /^options\.jwt .*absent/],
    ['no scopes', [{}, { scopes: [] }], /^options\.scopes /],
    ['endless retries', [{}, { retries: Number.POSITIVE_INFINITY }], /^options\.retries /],
    ['half a retry', [{}, { retries: 0.5 }], /^options\.retries /],
    ['a JWT that is a number', [{}, { jwt: 5 }], /^options\.jwt /],
    ['an empty JWT', [{}, { jwt: '' }], /^options\.jwt /],
    ['metascopes that are a text', [{}, { metaScopes: 'ent_user_sdk' }], /^options\.metaScopes /],
    ['a timeout of nothing', [{}, { timeoutMs: 0 }], /^options\.timeoutMs /],
    ['an endless timeout', [{}, { timeoutMs: Number.POSITIVE_INFINITY }], /^options\.timeoutMs /],
    ['a timeout that is a text', [{}, { timeoutMs: '1000' }], /^options\.timeoutMs /],
    ['something that is not a signal', [{}, { signal: {} }], /^options\.signal /],
    ['something that is not a fetch', [{}, { fetch: 'x' }], /^options\.fetch /],
  ]
  for (const [title, args, message] of table) {
    it(`${title}: a TypeError naming the argument`, async () => {
      await assert.rejects(() => requestToken(.../** @type {[any, any]} */ (args)), { name: 'TypeError', message })
    })
  }

  it('of exchangeJwt, without the secrets in them', async () => {
    const good = { clientId: 'a', clientSecret: 'b', imsExchange: `${ims}/`, jwt: 'c' }
    for (const name of Object.keys(good)) {
      const message = new RegExp(`^options\\.${name} `)
      await assert.rejects(() => exchangeJwt(/** @type {any} */ ({ ...good, [name]: 5 })), {
        name: 'TypeError',
        message,
      })
    }
    const imsExchange = 'file:///planted'
    await assert.rejects(
      () => exchangeJwt({ ...good, imsExchange }),
      (error) => !everything(error).includes('planted'),
    )
  })
})

describe('ERR_CONNECTION_INVALID', () => {
  it('has the issues of the fields that are used', async () => {
    const error = await failure(
      requestToken({ imsHost: ims, clientSecret: identity.clientSecret }),
      'ERR_CONNECTION_INVALID',
    )
    const fields = error.issues?.filter(({ severity }) => severity === 'error').map(({ field }) => field)
    assert.deepEqual(fields, ['clientId', 'technicalAccountId', 'organizationId', 'privateKey'])
  })

  it('comes before anything is sent', async () => {
    const fetch = async () => assert.fail('something was sent')
    const connection = makeConnection(key, 'http://ims-na1.adobelogin.com')
    const error = await failure(requestToken(connection, { fetch }), 'ERR_CONNECTION_INVALID')
    assert.ok(error.issues?.some(({ field, code }) => field === 'imsHost' && code === 'https_required'))
  })

  for (const [title, value] of /** @type {[string, unknown][]} */ ([
    ['null', null],
    ['a number', 5],
    ['an array', []],
    ['an object', {}],
    ['NULs', '\0\0'],
    ['a lone surrogate', '\ud800'],
    ['10 MB', 'x'.repeat(10_000_000)],
  ])) {
    it(`for ${title} in any field`, async () => {
      for (const field of [
        'clientId',
        'clientSecret',
        'organizationId',
        'technicalAccountId',
        'privateKey',
        'imsHost',
      ]) {
        await failure(
          requestToken(makeConnection(key, ims, { [field]: value === null && field === 'imsHost' ? 5 : value })),
          'ERR_CONNECTION_INVALID',
        )
      }
    })
  }
})

describe('ERR_IMS_REJECTED', () => {
  it('includes the answer of IMS', async () => {
    const error = await failure(askOnce(makeConnection(key, ims, { clientSecret: 'p8e-wrong' })), 'ERR_IMS_REJECTED')
    assert.equal(error.status, 401)
    assert.equal(error.error, 'invalid_client')
    assert.equal(error.errorDescription, 'invalid client_secret parameter')
    assert.match(error.debugId ?? '', /^[\da-f-]{36}$/)
    assert.equal(error.field, 'clientSecret')
    assert.ok(error.hint)
  })

  it('for a 5xx with an OAuth error', async () => {
    const internal = await serveAnswer(500, '{"error":"internal_error","error_description":"Please try again later"}')
    const error = await failure(askOnce(makeConnection(key, internal)), 'ERR_IMS_REJECTED')
    assert.equal(error.errorDescription, 'Please try again later')
  })

  it('without the secrets that IMS echoes', async () => {
    const echo = await serveHandler(async (request, response) => {
      const body = await text(request)
      const form = new URLSearchParams(body)
      const jwt = form.get('jwt_token') ?? ''
      const secret = form.get('client_secret') ?? ''
      const split = `${secret.slice(0, 9)}\u0000${secret.slice(9)} ${secret.slice(0, 9)}\u200b${secret.slice(9)}`
      response.writeHead(400, { 'x-debug-id': secret })
      response.end(JSON.stringify({ error: secret, error_description: `${body} ${jwt} ${jwt.split('.')[2]} ${split}` }))
    })
    const connection = makeConnection(key, echo)
    const jwt = (await load()).signJwt(connection)
    const error = await failure(askOnce(connection, { jwt }), 'ERR_IMS_REJECTED')
    for (const part of [jwt, ...jwt.split('.')])
      assert.ok(!everything(error).includes(part), 'part of the JWT is in the error')
  })

  it('with a short, clean text', async () => {
    const description = `a\u0000b\u001b[31m\r\nc\u202e${'😀'.repeat(600)}`
    const url = await serveAnswer(400, JSON.stringify({ error: 'x', error_description: description }))
    const { errorDescription = '' } = await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_REJECTED')
    assert.match(errorDescription, /^ab\[31m c😀+$/u)
    assert.equal(Array.from(errorDescription).length, 500)
  })

  it('for error members that are not strings', async () => {
    const url = await serveAnswer(400, '{"error":{"a":1},"error_description":[],"__proto__":{"error":"x"}}')
    const error = await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_REJECTED')
    assert.equal(error.error, undefined)
    assert.equal(error.errorDescription, undefined)
  })
})

describe('ERR_IMS_UNREACHABLE', () => {
  it('for a closed port', async () => {
    const error = await failure(askOnce(makeConnection(key, await findClosedOrigin())), 'ERR_IMS_UNREACHABLE')
    assert.match(error.message, /ECONNREFUSED/)
    assert.ok(error.hint)
  })

  it('for a connection that is reset', async () => {
    const url = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const error = await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_UNREACHABLE')
    assert.match(error.message, /reset|closed/)
  })

  it('for a port without TLS', async () => {
    const url = await serveTcp((socket) => socket.end('hello\r\n'))
    await failure(askOnce(makeConnection(key, url.replace('http:', 'https:'))), 'ERR_IMS_UNREACHABLE')
  })

  it('whatever fetch throws', async () => {
    for (const thrown of [
      new TypeError(identity.clientSecret, { cause: identity.clientSecret }),
      identity.clientSecret,
      null,
    ]) {
      await failure(askOnce(makeConnection(key, ims), { fetch: () => Promise.reject(thrown) }), 'ERR_IMS_UNREACHABLE')
    }
  })
})

describe('ERR_IMS_TIMEOUT', () => {
  it('for a server that never answers', async () => {
    const url = await serveTcp(() => {})
    const start = performance.now()
    const error = await failure(askOnce(makeConnection(key, url), { timeoutMs: 200 }), 'ERR_IMS_TIMEOUT')
    assert.match(error.message, /0\.2 s/)
    assert.ok(performance.now() - start < 2000)
  })

  it('for a body that drips', async () => {
    const url = await serveHandler((_request, response) => {
      response.write('{')
      const drip = setInterval(() => response.write(' '), 20).unref()
      response.once('close', () => clearInterval(drip))
    })
    await failure(askOnce(makeConnection(key, url), { timeoutMs: 300 }), 'ERR_IMS_TIMEOUT')
  })

  it('for a fetch that ignores its signal', async () => {
    const deaf = () => new Promise(() => {})
    await failure(askOnce(makeConnection(key, ims), { timeoutMs: 50, fetch: deaf }), 'ERR_IMS_TIMEOUT')
    let cancelled = false
    const body = new ReadableStream({
      cancel() {
        cancelled = true
      },
    })
    await failure(
      askOnce(makeConnection(key, ims), { timeoutMs: 50, fetch: async () => new Response(body) }),
      'ERR_IMS_TIMEOUT',
    )
    assert.ok(cancelled)
  })
})

describe('a signal', () => {
  it('that has fired already prevents the request', async () => {
    const fetch = async () => assert.fail('something was sent')
    const reason = new Error('enough')
    const request = askOnce(makeConnection(key, ims), { signal: AbortSignal.abort(reason), fetch })
    await assert.rejects(request, (error) => error === reason)
  })

  it('that fires ends the request with its reason', async () => {
    let closed = () => {}
    const seen = new Promise((resolve) => {
      closed = () => resolve(undefined)
    })
    const url = await serveTcp((socket) => void socket.once('close', closed).resume())
    for (const reason of [new Error('enough'), 'a text', undefined]) {
      const controller = new AbortController()
      setTimeout(() => controller.abort(reason), 50)
      const request = askOnce(makeConnection(key, url), { signal: controller.signal })
      await assert.rejects(request, (error) => error === controller.signal.reason)
    }
    await seen
  })
})

describe('ERR_IMS_BAD_RESPONSE', () => {
  /** @type {[title: string, status: number, body: string][]} */
  const table = [
    ['HTML', 200, '<!doctype html><title>Sign in</title>'],
    ['an empty body', 200, ''],
    ['no content', 204, ''],
    ['truncated JSON', 200, '{"access_token":"eyJ","expires_in":863'],
    ['an array', 200, '[]'],
    ['null', 200, 'null'],
    ['no access token', 200, '{"token_type":"bearer","expires_in":86399992}'],
    ['an access token that is a number', 200, '{"access_token":5,"expires_in":86399992}'],
    ['an access token with a line break', 200, JSON.stringify({ ...tokenBody, access_token: 'a\r\nb' })],
    ...[undefined, null, 0, -1, '86399992', 1e300].map(
      (value) =>
        /** @type {[string, number, string]} */ ([
          `an expires_in of ${JSON.stringify(value)}`,
          200,
          JSON.stringify({ ...tokenBody, expires_in: value }),
        ]),
    ),
    ['a 5xx that is HTML', 503, '<html>busy</html>'],
    ['a 5xx that is nonsense', 500, '{"error":5}'],
  ]
  for (const [title, status, body] of table) {
    it(`for ${title}`, async () => {
      const error = await failure(askOnce(makeConnection(key, await serveAnswer(status, body))), 'ERR_IMS_BAD_RESPONSE')
      assert.equal(error.status, status)
    })
  }

  it('for a redirect, which is not followed', async () => {
    let followed = false
    const target = await serveHandler((_request, response) => {
      followed = true
      response.end(JSON.stringify(tokenBody))
    })
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await serveAnswer(status, '', { location: `${target}/` })
      assert.equal((await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_BAD_RESPONSE')).status, status)
    }
    assert.ok(!followed)
  })

  it('for a body that breaks off', async () => {
    const url = await serveHandler((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"access_token":')
      setTimeout(() => response.destroy(), 50)
    })
    const error = await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_BAD_RESPONSE')
    assert.match(error.message, /^The response from [\w.:]+ was cut off \(HTTP 200\)\.$/)
  })

  it('for an endless body, of which 1 MB is read', async () => {
    let sent = 0
    const chunk = Buffer.alloc(65_536, ' ')
    const url = await serveHandler((_request, response) => {
      const send = () => {
        while (!response.destroyed && sent < 1e9) {
          sent += chunk.length
          if (!response.write(chunk)) return response.once('drain', send)
        }
      }
      send()
    })
    const error = await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_BAD_RESPONSE')
    assert.match(error.message, /1000000 bytes/)
    assert.ok(sent < 50_000_000)
  })

  it('for something that is not HTTP', async () => {
    const url = await serveTcp((socket) => socket.end('220 mail.example ESMTP\r\n'))
    await failure(askOnce(makeConnection(key, url)), 'ERR_IMS_BAD_RESPONSE')
  })
})

describe('a token response', () => {
  it('of up to 1 MB is read', async () => {
    const url = await serveAnswer(200, JSON.stringify(tokenBody).padEnd(1_000_000, ' '))
    assert.equal((await requestToken(makeConnection(key, url))).accessToken, tokenBody.access_token)
  })

  it('may lack its type', async () => {
    const url = await serveAnswer(200, JSON.stringify({ ...tokenBody, token_type: undefined }))
    assert.equal((await requestToken(makeConnection(key, url))).tokenType, 'bearer')
  })
})
