// What answers instead of IMS: proxies, firewalls, gateways, sign-in pages, and nonsense. None of it is a refusal by Adobe.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { explainImsError, ImsError, requestToken, validateToken } from '../../../js/token.js'
import { identity, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveHandler } from '../../support/servers.js'

const key = makeKey()
const page = (/** @type {string} */ title) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html; charset=utf-8' }

/** @typedef {{ status?: number, headers?: Record<string, string>, body?: string | Buffer | object }} Given */

/** @param {Given} given */
async function serve({ status = 200, headers = json, body = '' }) {
  let asked = 0
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const url = await serveHandler((request, response) => {
    asked++
    request.resume()
    response.writeHead(status, headers).end(raw)
  })
  return { url, asked: () => asked }
}

/**
 * The error of a request that is answered like this.
 * @param {Given} given
 * @param {import('../../../js/token.js').TokenOptions} [options]
 */
async function ask(given, options) {
  const { url, asked } = await serve(given)
  const error = await requestToken(makeConnection(key, url), { retries: 0, timeoutMs: 5000, ...options }).then(
    ({ accessToken }) => assert.fail(`a token: ${accessToken}`),
    (reason) => reason,
  )
  assert.ok(error instanceof ImsError, String(error?.stack))
  return { error, asked: asked(), said: `${error.message} ${error.hint}` }
}

/** Only what these words say is meant for a refusal by IMS. */
const blamesConnection = /Compare the connection|Copy the client secret|certificate of this private key|metascopes/

describe('an answer that does not come from IMS', () => {
  /** @type {[title: string, given: Given, says: RegExp][]} */
  const table = [
    // Web pages of any status
    ...[400, 401, 402, 403, 404, 405, 406, 410, 413, 418, 421, 451, 500, 502, 503, 504, 511].map(
      (status) =>
        /** @type {[string, Given, RegExp]} */ ([
          `a web page with status ${status}`,
          { status, headers: html, body: page('Access Denied') },
          /proxy|network/i,
        ]),
    ),
    ['a web page with status 200', { headers: html, body: page('Welcome to Hotel WiFi') }, /sign in.*IMS Host/s],
    ['a web page that claims to be JSON', { status: 403, body: page('Blocked') }, /proxy/],
    ['a web page without its content type', { headers: {}, body: '\n <html>Sign in' }, /web page/],
    [
      'XHTML',
      { headers: { 'content-type': 'application/xhtml+xml' }, body: '<?xml version="1.0"?><html/>' },
      /web page/,
    ],
    ['XML of a storage service', { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }, /proxy/],
    ['a rate limit of a gateway', { status: 429, headers: html, body: page('Slow down') }, /Retry-After/],

    // Statuses that IMS does not use
    ['403 without a body', { status: 403 }, /proxy.*allow POST/s],
    ['404 without a body', { status: 404 }, /IMS Exchange/],
    ['405 with text', { status: 405, body: 'Method Not Allowed' }, /POST/],
    ['401 without a body', { status: 401 }, /proxy/],
    ['400 without a body', { status: 400 }, /proxy/],
    [
      '401 of another login',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="corp"' }, body: 'Unauthorized' },
      /login/,
    ],
    ['511', { status: 511 }, /sign in/],

    // JSON of other gateways
    [
      'AWS API Gateway',
      { status: 403, body: { message: 'Missing Authentication Token' } },
      /Missing Authentication Token.*proxy/s,
    ],
    ['an AWS load balancer', { status: 401, body: { Message: 'No token' } }, /No token/],
    ['Kong', { status: 404, body: { message: 'no Route matched with those values' } }, /no Route matched/],
    [
      'Apigee',
      { status: 403, body: { fault: { faultstring: 'Access denied', detail: { errorcode: 'x' } } } },
      /Access denied/,
    ],
    [
      'RFC 9457',
      { status: 403, body: { type: 'about:blank', title: 'Forbidden', detail: 'Not from here' } },
      /Not from here/,
    ],
    [
      'JSON:API',
      { status: 404, body: { errors: [{ status: '404', title: 'Not found', detail: 'No such path' }] } },
      /No such path/,
    ],
    ['a list of texts', { status: 404, body: { errors: ['nothing here'] } }, /nothing here/],
    [
      'Spring',
      { status: 404, body: { timestamp: 1, status: 404, error: 'Not Found', path: '/ims' } },
      /Not Found.*IMS Exchange/s,
    ],
    [
      'Fastify',
      { status: 404, body: { statusCode: 404, error: 'Not Found', message: 'Route POST:/ims not found' } },
      /Route POST/,
    ],
    ['NestJS', { status: 401, body: { statusCode: 401, error: 'Unauthorized', message: 'no' } }, /Unauthorized/],
    [
      'Google',
      { status: 403, body: { error: { code: 403, message: 'Forbidden zone', status: 'PERMISSION_DENIED' } } },
      /Forbidden zone/,
    ],
    [
      'a firewall with an unknown code',
      { status: 403, body: { error: 'waf_blocked', error_description: 'rule 17' } },
      /rule 17.*proxy/s,
    ],
    [
      'a gateway that is down',
      { status: 503, body: { message: 'Service Unavailable' } },
      /Service Unavailable.*minute/s,
    ],

    // Bodies that say nothing
    ['an empty body', {}, /empty body/],
    ['white space', { body: ' \r\n\t ' }, /empty body/],
    ['204', { status: 204 }, /empty body/],
    ['plain text', { headers: { 'content-type': 'text/plain' }, body: 'OK' }, /not JSON/],
    ['JSON that breaks off', { body: '{"access_token":"eyJ' }, /not JSON/],
    ['JSONP', { body: 'cb({"access_token":"eyJ"})' }, /not JSON/],
    ['an array', { body: [{ access_token: 'eyJ', expires_in: 86399992 }] }, /not from IMS/],
    ['null', { body: 'null' }, /not from IMS/],
    ['a string', { body: '"eyJ.a.b"' }, /not from IMS/],
    ['a number', { body: '17' }, /not from IMS/],
    ['gzip without its header', { body: gzipSync('{"access_token":"eyJ"}') }, /not JSON/],
    ['NULs', { body: Buffer.alloc(64) }, /not JSON/],
    ['UTF-16', { body: Buffer.from('\ufeff{"access_token":"eyJ"}', 'utf16le') }, /not JSON/],

    // JSON that lacks the token
    ['an empty object', { body: {} }, /no access token/],
    ['a message', { body: { message: 'Hello from the gateway' } }, /no access token: Hello from the gateway/],
    ['a status', { body: { status: 'ok' } }, /no access token/],
    ['a token of another name', { body: { token: 'eyJ', expiresIn: 1 } }, /no access token/],
    ['a list in place of a token', { body: { access_token: ['eyJ'], expires_in: 86399992 } }, /no access token/],
    ['no expires_in', { body: { access_token: 'eyJ' } }, /expires_in/],
    ['an expires_in that is text', { body: { access_token: 'eyJ', expires_in: '86399992' } }, /expires_in/],

    // Redirects
    ...[301, 302, 303, 307, 308].map(
      (status) =>
        /** @type {[string, Given, RegExp]} */ ([
          `a redirect with ${status}`,
          { status, headers: { location: 'https://login.example/?u=ims' } },
          /redirect.*sign in/s,
        ]),
    ),
  ]
  for (const [title, given, says] of table) {
    it(title, async () => {
      const { error, said } = await ask(given)
      assert.equal(error.code, 'ERR_IMS_BAD_RESPONSE', said)
      assert.match(said, says)
      assert.doesNotMatch(said, blamesConnection)
      assert.doesNotMatch(error.message, /rejected/)
      assert.ok(error.hint?.endsWith('.'), said)
      assert.equal(error.status, given.status ?? 200)
      assert.equal(error.grant, 'jwt')
      assert.equal(error.field, undefined)
      const { cause, hint } = await explainImsError(error)
      assert.deepEqual([cause, hint], [error.message, error.hint])
    })
  }

  it('from a proxy that needs a login is reported as such, with any fetch', async () => {
    const bodies = [undefined, page('Login'), JSON.stringify({ error: 'invalid_client' })]
    for (const body of bodies) {
      const { error, asked, said } = await ask({ status: 407, body }, { retries: 1 })
      assert.equal(error.code, 'ERR_IMS_UNREACHABLE') // fetch makes an error of it
      assert.match(said, /proxy requires a user name and password.*HTTPS_PROXY/s)
      assert.equal(asked, 1)
      const fetch = () => new Response(body, { status: 407 })
      const other = await requestToken(makeConnection(key, 'https://ims-na1.adobelogin.com'), { fetch }).catch((e) => e)
      assert.equal(other.code, 'ERR_IMS_BAD_RESPONSE')
      assert.match(`${other.message} ${other.hint}`, /user name and password.*HTTPS_PROXY/s)
    }
  })

  it('has the title of the web page in the message, without what was sent', async () => {
    const { said } = await ask({ status: 403, headers: html, body: page(`Zscaler blocked ${identity.clientSecret}`) })
    assert.match(said, /Zscaler blocked …/)
    assert.ok(!said.includes(identity.clientSecret))
  })

  it('is a damaged compressed answer if it cannot be decompressed', async () => {
    for (const encoding of ['gzip', 'deflate', 'br']) {
      const { error, said } = await ask({ headers: { ...json, 'content-encoding': encoding }, body: 'not compressed' })
      assert.equal(error.code, 'ERR_IMS_BAD_RESPONSE')
      assert.match(said, /damaged compressed response|was cut off/)
    }
  })

  it('is read if its compression is valid', async () => {
    const body = JSON.stringify({ access_token: 'eyJ', expires_in: 86_399_992 })
    for (const [encoding, bytes] of /** @type {const} */ ([
      ['gzip', gzipSync(body)],
      ['br', brotliCompressSync(body)],
    ])) {
      const { url } = await serve({ headers: { ...json, 'content-encoding': encoding }, body: bytes })
      assert.equal((await requestToken(makeConnection(key, url))).accessToken, 'eyJ')
    }
  })

  it('is retried if it is a failure of a server, and only then', async () => {
    const failing = await ask({ status: 502, headers: html, body: page('Bad Gateway') }, { retries: 1 })
    assert.equal(failing.asked, 2)
    for (const status of [200, 403, 404]) {
      assert.equal((await ask({ status, headers: html, body: page('x') }, { retries: 1 })).asked, 1, String(status))
    }
  })
})

describe('retryable', () => {
  /** @type {[title: string, given: Given, code: string, retryable: true | undefined][]} */
  const table = [
    ['a refusal', { status: 401, body: { error: 'invalid_client' } }, 'ERR_IMS_REJECTED', undefined],
    ['too many requests', { status: 429, body: { error: 'throttled' } }, 'ERR_IMS_REJECTED', true],
    ['a failure of IMS', { status: 500, body: { error: 'server_error' } }, 'ERR_IMS_REJECTED', true],
    ['a gateway without its server', { status: 502, headers: html, body: page('Bad') }, 'ERR_IMS_BAD_RESPONSE', true],
    ['a proxy that blocks', { status: 403, headers: html, body: page('No') }, 'ERR_IMS_BAD_RESPONSE', undefined],
  ]
  for (const [title, given, code, retryable] of table) {
    it(`is ${retryable} for ${title}`, async () => {
      const { error } = await ask(given)
      assert.deepEqual([error.code, error.retryable], [code, retryable])
      assert.equal('retryable' in error, retryable === true, 'only errors that are retryable have the property')
    })
  }

  it('is true for no answer in time and no connection, and undefined for a certificate', async () => {
    const connection = makeConnection(key, 'https://ims-na1.adobelogin.com')
    /** @param {typeof globalThis.fetch} send */
    const fail = (send) => requestToken(connection, { fetch: send, retries: 0, timeoutMs: 200 }).catch((error) => error)
    const fails = (/** @type {string} */ code) => () => Promise.reject(Object.assign(new TypeError(), { code }))
    assert.deepEqual(
      [
        await fail(() => new Promise(() => {})),
        await fail(fails('ECONNREFUSED')),
        await fail(fails('CERT_HAS_EXPIRED')),
      ].map(({ code, retryable }) => [code, retryable]),
      [
        ['ERR_IMS_TIMEOUT', true],
        ['ERR_IMS_UNREACHABLE', true],
        ['ERR_IMS_UNREACHABLE', undefined],
      ],
    )
  })
})

describe('a refusal by IMS', () => {
  /** @type {[title: string, given: Given, says: RegExp, error: string | undefined][]} */
  const table = [
    [
      'in OAuth’s words',
      { status: 400, body: { error: 'invalid_scope', error_description: 'no' } },
      /invalid_scope: no/,
      'invalid_scope',
    ],
    [
      'in other words',
      { status: 400, body: { error_code: 'invalid_client', message: 'no such client' } },
      /no such client/,
      'invalid_client',
    ],
    [
      'of the API gateway',
      { status: 403, body: { error_code: '403025', message: 'Profile is not valid' } },
      /product profile/,
      '403025',
    ],
    [
      'with a code that is a number',
      { status: 401, body: { error_code: 401013, message: 'Oauth token is not valid' } },
      /new token/,
      '401013',
    ],
    [
      'with status 200',
      { body: { error: 'invalid_token', error_description: 'JWT is no good' } },
      /JWT is no good/,
      'invalid_token',
    ],
    [
      'with status 200 and other words',
      { body: { error_code: 'invalid_client', message: 'gone' } },
      /invalid_client: gone/,
      'invalid_client',
    ],
    [
      'with a code that no one knows',
      { status: 400, body: { error: 'brand_new' } },
      /Compare the connection/,
      'brand_new',
    ],
    [
      'without a reason, but with a debug ID',
      { status: 401, headers: { 'x-debug-id': 'd1' } },
      /no reason given/,
      undefined,
    ],
    ['for too many requests', { status: 429 }, /Retry-After/, undefined],
    [
      'with a text of another type',
      { status: 400, headers: html, body: '{"error":"invalid_scope"}' },
      /invalid_scope/,
      'invalid_scope',
    ],
  ]
  for (const [title, given, says, code] of table) {
    it(title, async () => {
      const { error, said } = await ask(given)
      assert.equal(error.code, 'ERR_IMS_REJECTED', said)
      assert.match(said, says)
      assert.equal(error.error, code)
      assert.equal(error.grant, 'jwt')
      const { field, hint } = await explainImsError(error)
      assert.deepEqual([field, hint], [error.field, error.hint])
    })
  }

  it('has its grant; with auto, that of the first request', async () => {
    const refusal = { status: 400, body: { error: 'invalid_scope' } }
    assert.equal((await ask(refusal, { grant: 'client_credentials' })).error.grant, 'client_credentials')
    assert.equal((await ask(refusal, { grant: 'client_credentials' })).error.field, 'scopes')
    const { error } = await ask(refusal, { grant: 'auto' })
    assert.deepEqual([error.grant, error.field], ['jwt', 'metaScopes'])
  })

  it('about the clock is explained by the clock and not by the key, and is not retried', async () => {
    for (const description of [
      'The JWT was issued in the future',
      'JWT is not yet valid',
      'iat is in the future',
      'nbf > now',
    ]) {
      const body = { error: 'invalid_token', error_description: description }
      const { said, asked, error } = await ask({ status: 400, body }, { retries: 3 })
      assert.match(said, /clock/i)
      assert.doesNotMatch(said, blamesConnection)
      assert.equal(asked, 1)
      assert.equal(error.field, undefined)
    }
  })

  it('of validateToken does not mention JWTs', async () => {
    const { url } = await serve({ status: 401, body: { error: 'invalid_client' } })
    const error = await validateToken('t', makeConnection(key, url), { retries: 0 }).catch((reason) => reason)
    assert.equal(error.code, 'ERR_IMS_REJECTED')
    assert.equal(error.grant, undefined)
    assert.doesNotMatch(error.hint, /JWT/)
  })
})

describe('impossible times', () => {
  it('in Date are ignored', async () => {
    for (const date of [
      'Sat, 13 Sep 275760 00:00:00 GMT',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      'tomorrow',
      '9'.repeat(30),
    ]) {
      const { error, asked } = await ask(
        { status: 400, headers: { ...json, date }, body: { error: 'invalid_token' } },
        { retries: 3 },
      )
      assert.equal(error.code, 'ERR_IMS_REJECTED')
      assert.equal(asked, 1)
    }
  })

  it('in Retry-After are ignored', async () => {
    for (const after of [
      'Sat, 13 Sep 275760 00:00:00 GMT',
      'soon 2099',
      '2099-01-01',
      'Fri, 01 Jan 1999 00:00:00 GMT',
    ]) {
      const headers = { ...json, 'retry-after': after }
      const start = performance.now()
      assert.equal((await ask({ status: 429, headers }, { retries: 1 })).asked, 2, after)
      assert.ok(performance.now() - start < 2000)
    }
  })

  it('in Retry-After are honored in every form of an HTTP date', async () => {
    const far = new Date(Date.now() + 3_600_000)
    const [weekday, day, month, year, time] = far.toUTCString().split(/,? /)
    const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
    for (const after of [
      far.toUTCString(),
      `${weekdays[far.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`,
      `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
    ]) {
      const { asked } = await ask({ status: 429, headers: { ...json, 'retry-after': after } }, { retries: 1 })
      assert.equal(asked, 1, after)
    }
  })

  it('in expires_in are capped at a day: milliseconds where seconds belong', async () => {
    const { url } = await serve({ body: { access_token: 'eyJ', expires_in: 86_399_000 } })
    const token = await requestToken(makeConnection(key, url), { grant: 'client_credentials' })
    assert.equal(token.expiresInSeconds, 86_400)
    assert.ok(Math.abs(token.expiresAt.getTime() - Date.now() - 86_400_000) < 5000)
  })
})

describe('a fetch of the caller', () => {
  const connection = makeConnection(key, 'https://ims-na1.adobelogin.com')
  const body = JSON.stringify({ access_token: 'eyJ', expires_in: 86_399_992 })

  it('may return a Response at once', async () => {
    assert.equal((await requestToken(connection, { fetch: () => new Response(body) })).accessToken, 'eyJ')
  })

  it('may return an object that only looks like a Response', async () => {
    const response = /** @type {any} */ ({ status: 200, headers: new Headers(), body: {}, text: async () => body })
    assert.equal((await requestToken(connection, { fetch: () => response })).accessToken, 'eyJ')
  })

  it('that returns something else is a caller error', async () => {
    for (const value of [undefined, null, 'text', {}, { status: 200 }]) {
      const fetch = () => /** @type {any} */ (value)
      await assert.rejects(requestToken(connection, { fetch }), { name: 'TypeError', message: /options\.fetch/ })
    }
  })
})

describe('explainImsError of an error that is not a refusal', () => {
  it('explains what it is', async () => {
    const unreachable = new ImsError('ERR_IMS_UNREACHABLE', 'Cannot reach it.', { hint: 'Check the cable.' })
    assert.deepEqual(await explainImsError(unreachable), { cause: 'Cannot reach it.', hint: 'Check the cable.' })
    const invalid = await requestToken({}, {}).catch((error) => error)
    const { cause, field, hint } = await explainImsError(invalid)
    assert.equal(cause, invalid.message)
    assert.equal(field, 'clientId')
    assert.ok(hint)
  })

  it('does not blame IMS for an error of the program, and does not quote it', async () => {
    for (const error of [new TypeError('planted'), new Error('planted')]) {
      const explanation = await explainImsError(error)
      assert.match(explanation.cause, /does not come from IMS/)
      assert.ok(!JSON.stringify(explanation).includes('planted'))
    }
  })

  it('explains a bare HTTP status as the answer of a proxy', async () => {
    for (const status of [403, 404, 405, 407, 451, 511]) {
      const { cause, hint } = await explainImsError({ status })
      assert.match(hint, /proxy|network/i)
      assert.doesNotMatch(`${cause} ${hint}`, blamesConnection)
    }
  })
})
