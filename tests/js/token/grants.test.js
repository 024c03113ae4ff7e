// What requestToken does when IMS is slow, throttled or wrong; the grants; and the other requests to IMS.
import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { delayBeforeRetry, readRetryAfter } from '../../../js/token/retry.js'
import { exchangeJwt, ImsError, invalidateToken, requestToken, validateToken } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler } from '../../support/servers.js'

const key = makeKey()
const scopes = [
  'openid',
  'AdobeID',
  'read_organizations',
  'additional_info.projectedProductContext',
  'additional_info.job_function',
]
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key, { scopes })] }))
})

/**
 * A server that gives one answer after the other, and then repeats the last.
 * @param {{ status?: number, headers?: Record<string, string>, body?: unknown }[]} answers
 */
async function serveInTurn(answers) {
  /** @type {{ at: number, path?: string, form: Record<string, string> }[]} */
  const seen = []
  const url = await serveHandler(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)))
    seen.push({ at: performance.now(), path: request.url, form })
    const { status = 200, headers = {}, body = {} } = answers[Math.min(seen.length, answers.length) - 1] ?? {}
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  return { url, seen }
}
const good = { body: { token_type: 'bearer', access_token: 'eyJ.a.b', expires_in: 86_399_992 } }

/** @param {Promise<unknown>} promise @param {string} code @returns {Promise<ImsError>} */
async function failure(promise, code) {
  const error = await promise.then(
    () => assert.fail('it succeeded'),
    (reason) => reason,
  )
  assert.ok(error instanceof ImsError, String(error?.stack))
  assert.equal(error.code, code, error.message)
  return error
}

describe('retries', () => {
  it('follow 429, 5xx and broken connections, each with a fresh JWT', async () => {
    const bad = [
      { status: 429 },
      { status: 500, body: { error: 'internal_error' } },
      { status: 503, headers: { 'retry-after': '1' } },
    ]
    const { url, seen } = await serveInTurn([...bad, good])
    await requestToken(makeConnection(key, url))
    assert.equal(seen.length, 4)
    const waits = seen.slice(1).map(({ at }, i) => at - (seen[i]?.at ?? 0))
    assert.ok(waits[2] !== undefined && waits[2] >= 990, `Retry-After was not honored: ${waits}`)
    // RS256 is deterministic and exp counts seconds, so JWTs that are a second apart differ.
    assert.notEqual(seen[3]?.form.jwt_token, seen[0]?.form.jwt_token)
  })

  it('send the same JWT if it was signed elsewhere', async () => {
    const { url, seen } = await serveInTurn([{ status: 500 }, good])
    const { clientId, clientSecret } = identity
    await exchangeJwt({ clientId, clientSecret, imsExchange: url, jwt: 'a.b.c' })
    assert.deepEqual(
      seen.map(({ form }) => form.jwt_token),
      ['a.b.c', 'a.b.c'],
    )
  })

  it('end after the given number', async () => {
    for (const retries of [0, 1, 2]) {
      const { url, seen } = await serveInTurn([{ status: 503 }])
      await failure(requestToken(makeConnection(key, url), { retries }), 'ERR_IMS_BAD_RESPONSE')
      assert.equal(seen.length, retries + 1)
    }
  })

  it('do not follow if the next try would fail the same way', async () => {
    for (const answer of [
      { status: 400, body: { error: 'invalid_scope' } },
      { status: 404 },
      { body: [] },
      { status: 302 },
    ]) {
      const { url, seen } = await serveInTurn([answer])
      await assert.rejects(requestToken(makeConnection(key, url)))
      assert.equal(seen.length, 1)
    }
  })

  it('follow if nothing listens', async () => {
    let tries = 0
    const closed = await findClosedOrigin()
    /** @type {import('../../../js/token.js').Fetch} */
    const counting = (url, init) => {
      tries++
      return fetch(url, init)
    }
    await failure(requestToken(makeConnection(key, closed), { retries: 2, fetch: counting }), 'ERR_IMS_UNREACHABLE')
    assert.equal(tries, 3)
  })

  it('fail immediately if the wait would pass the deadline', async () => {
    const { url, seen } = await serveInTurn([{ status: 429, headers: { 'retry-after': '3600' } }])
    const start = performance.now()
    const error = await failure(requestToken(makeConnection(key, url), { timeoutMs: 20_000 }), 'ERR_IMS_REJECTED')
    assert.equal(error.status, 429)
    assert.match(error.hint ?? '', /Retry-After/)
    assert.equal(seen.length, 1)
    assert.ok(performance.now() - start < 2000)
  })

  it('share one deadline', async () => {
    let tries = 0
    const url = await serveHandler((_request, response) => {
      tries++
      setTimeout(() => response.writeHead(500).end(), 400).unref()
    })
    const start = performance.now()
    const error = await requestToken(makeConnection(key, url), { retries: 20, timeoutMs: 1500 }).catch((e) => e)
    assert.ok(['ERR_IMS_TIMEOUT', 'ERR_IMS_BAD_RESPONSE'].includes(error.code), error.code)
    assert.ok(tries >= 1 && tries <= 4, String(tries))
    assert.ok(performance.now() - start < 2000)
  })

  it('end when the signal fires in between', async () => {
    const { url, seen } = await serveInTurn([{ status: 429, headers: { 'retry-after': '9' } }])
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 200)
    const start = performance.now()
    const request = requestToken(makeConnection(key, url), { signal: controller.signal })
    await assert.rejects(request, (error) => error === reason)
    assert.ok(performance.now() - start < 2000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(seen.length, 1)
  })
})

describe('a wrong clock', () => {
  for (const [title, hours] of /** @type {const} */ ([
    ['an hour slow', 1],
    ['two days fast', -48],
  ])) {
    it(`${title}: the JWT is signed again with the time of IMS`, async () => {
      const theirs = () => new Date(Date.now() + hours * 3_600_000)
      const sandbox = createSandbox({ clients: [makeClient(key)], now: theirs })
      let posts = 0
      /** @type {import('../../../js/token.js').Fetch} */
      const fetch = async (url, init) => {
        posts++
        const response = await sandbox.fetch(new Request(url, init))
        response.headers.set('date', theirs().toUTCString())
        return response
      }
      const connection = makeConnection(key, 'https://ims-na1.adobelogin.com')
      assert.ok(await requestToken(connection, { fetch }))
      assert.equal(posts, 2)
      const jwt = (await load()).signJwt(connection)
      await failure(requestToken(connection, { fetch, jwt }), 'ERR_IMS_REJECTED')
      assert.equal(posts, 3, 'a JWT that was signed elsewhere was sent again')
    })
  }

  it('is not suspected if the key is wrong', async () => {
    const { url, seen } = await serveInTurn([{ status: 400, body: { error: 'invalid_token' } }])
    await failure(requestToken(makeConnection(key, url)), 'ERR_IMS_REJECTED')
    assert.equal(seen.length, 1)
  })
})

describe('delayBeforeRetry', () => {
  const [none, all] = [() => 0, () => 1]

  it('doubles up to ten seconds, with full jitter', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 20].map((tries) => delayBeforeRetry(tries, 0, all)),
      [500, 1000, 2000, 4000, 8000, 10_000, 10_000],
    )
    assert.equal(delayBeforeRetry(3, 0, none), 0)
    const delays = Array.from({ length: 200 }, () => delayBeforeRetry(2, 0))
    assert.ok(Math.min(...delays) < 300 && Math.max(...delays) > 700)
  })

  it('takes a minute of Retry-After at most', () => {
    assert.equal(delayBeforeRetry(1, 5000, none), 5000)
    assert.equal(delayBeforeRetry(1, 5000, all), 5500)
    assert.equal(delayBeforeRetry(1, 60 * 60_000, none), 60_000)
    assert.equal(delayBeforeRetry(1, Number.MAX_VALUE, none), 60_000)
  })
})

describe('readRetryAfter', () => {
  it('reads seconds and dates, and nothing else', () => {
    const date = (/** @type {number} */ s) => new Date(1_800_000_000_000 + s * 1000).toUTCString()
    /** @type {[Record<string, string>, number][]} */
    const table = [
      [{}, 0],
      [{ 'retry-after': '7' }, 7000],
      [{ 'retry-after': ' 7 ' }, 7000],
      [{ 'retry-after': '0' }, 0],
      [{ 'retry-after': '-7' }, 0],
      [{ 'retry-after': '1.5' }, 0],
      [{ 'retry-after': 'soon' }, 0],
      [{ 'retry-after': date(30), date: date(0) }, 30_000],
      [{ 'retry-after': date(-30), date: date(0) }, 0],
      [{ 'retry-after': '99999999999999999999' }, 0],
    ]
    for (const [headers, ms] of table) assert.equal(readRetryAfter(new Headers(headers)), ms, JSON.stringify(headers))
    const inHalfAMinute = new Headers({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() })
    assert.ok(Math.abs(readRetryAfter(inHalfAMinute) - 30_000) < 2000)
  })
})

describe('client_credentials', () => {
  it('returns a token whose expires_in counts seconds', async () => {
    const { privateKey, technicalAccountId, organizationId, ...connection } = makeConnection(key, ims)
    const before = Date.now()
    const token = await requestToken(connection, { grant: 'client_credentials' })
    assert.equal(token.grant, 'client_credentials')
    assert.equal(token.expiresInSeconds, 86_399)
    assert.ok(Math.abs(token.expiresAt.getTime() - before - 86_399_000) < 5000)
  })

  it('requests the scopes of the options, of the connection, or of Analytics', async () => {
    const { url, seen } = await serveInTurn([{ body: { ...good.body, expires_in: 86_399 } }])
    const grant = 'client_credentials'
    await requestToken(makeConnection(key, url), { grant })
    await requestToken(makeConnection(key, url, { scopes: ['openid', 'AdobeID'] }), { grant })
    await requestToken(makeConnection(key, url, { scopes: ['openid'] }), { grant, scopes: ['AdobeID'] })
    assert.deepEqual(
      seen.map(({ form }) => form.scope),
      [scopes.join(','), 'openid,AdobeID', 'AdobeID'],
    )
    const { clientId: client_id, clientSecret: client_secret } = identity
    assert.deepEqual(seen[2]?.form, { grant_type: grant, client_id, client_secret, scope: 'AdobeID' })
    assert.equal(seen[0]?.path, '/ims/token/v3')
  })

  it('names the field to look at if IMS refuses', async () => {
    const request = requestToken(makeConnection(key, ims), { grant: 'client_credentials', scopes: ['profile'] })
    const { error, field } = await failure(request, 'ERR_IMS_REJECTED')
    assert.deepEqual([error, field], ['invalid_scope', 'scopes'])
    const { issues } = await failure(
      requestToken(makeConnection(key, ims, { scopes: [' '] }), { grant: 'client_credentials' }),
      'ERR_CONNECTION_INVALID',
    )
    assert.equal(issues?.find(({ severity }) => severity === 'error')?.field, 'scopes')
  })
})

describe("grant 'auto'", () => {
  /** @param {Record<string, unknown>} changes of the client */
  const serve = (changes) => serveApp(createSandbox({ clients: [makeClient(key, { scopes, ...changes })] }))
  const auto = /** @type {const} */ ({ grant: 'auto', retries: 0 })

  it('uses a JWT if there is a usable key', async () => {
    assert.equal((await requestToken(makeConnection(key, ims), auto)).grant, 'jwt')
    const jwt = await serve({})
    assert.equal((await requestToken(makeConnection(key, jwt), auto)).grant, 'jwt')
  })

  it('uses client_credentials if there is none', async () => {
    for (const privateKey of [undefined, '', 'nonsense', key.certificate]) {
      assert.equal((await requestToken(makeConnection(key, ims, { privateKey }), auto)).grant, 'client_credentials')
    }
    const withoutAccount = makeConnection(key, ims, { technicalAccountId: undefined })
    assert.equal((await requestToken(withoutAccount, auto)).grant, 'client_credentials')
  })

  it('uses client_credentials if IMS refuses the JWT: a migrated credential, another certificate', async () => {
    for (const changes of [{ grants: ['client_credentials'] }, { certificates: [] }]) {
      const token = await requestToken(makeConnection(key, await serve(changes)), auto)
      assert.equal(token.grant, 'client_credentials')
    }
  })

  it('reports both refusals if neither works, with the hint for the JWT', async () => {
    const url = await serve({ certificates: [], scopes: [] })
    const { message, error, field, hint } = await failure(
      requestToken(makeConnection(key, url), auto),
      'ERR_IMS_REJECTED',
    )
    assert.match(message, /bindings.*client_credentials failed too.*unauthorized_client/)
    assert.deepEqual([error, field], ['invalid_token', 'privateKey'])
    assert.match(hint ?? '', /openssl x509/)
  })

  it('does not try the other grant while IMS is down or throttles', async () => {
    for (const answer of [{ status: 503 }, { status: 429 }]) {
      const { url, seen } = await serveInTurn([answer])
      await assert.rejects(requestToken(makeConnection(key, url), auto))
      assert.equal(seen.length, 1)
    }
  })

  it('says what is missing if neither is possible', async () => {
    const { issues } = await failure(requestToken({ imsHost: ims }, auto), 'ERR_CONNECTION_INVALID')
    const errors = issues?.filter(({ severity }) => severity === 'error').map(({ field }) => field)
    assert.deepEqual(errors, ['clientId', 'clientSecret'])
  })
})

describe('a JWT for a credential that no longer exists', () => {
  it('is explained by Adobe’s migration to OAuth', async () => {
    const migrated = await serveApp(createSandbox({ clients: [makeClient(key, { grants: ['client_credentials'] })] }))
    const { hint, status } = await failure(
      requestToken(makeConnection(key, migrated), { retries: 0 }),
      'ERR_IMS_REJECTED',
    )
    assert.equal(status, 500)
    assert.match(hint ?? '', /2026-03-01.*client_credentials/)
    for (const body of [{ error: 'unauthorized_client' }, { error: 'invalid_client', error_description: '' }]) {
      const { url } = await serveInTurn([{ status: 401, body }])
      const error = await failure(requestToken(makeConnection(key, url)), 'ERR_IMS_REJECTED')
      assert.match(error.hint ?? '', /2026-03-01.*client_credentials/)
    }
  })
})

describe('validateToken and invalidateToken', () => {
  it('ask IMS', async () => {
    const connection = makeConnection(key, ims)
    const { accessToken } = await requestToken(connection)
    const { clientId, imsHost } = connection
    assert.deepEqual(await validateToken(accessToken, { clientId, imsHost }), { valid: true })
    assert.equal(await invalidateToken(accessToken, connection), undefined)
    assert.deepEqual(await validateToken(accessToken, { clientId, imsHost }), { valid: false, reason: 'invalidated' })
    const wrong = makeConnection(key, ims, { clientSecret: `p8e-${'x'.repeat(32)}` })
    assert.equal((await failure(invalidateToken(accessToken, wrong), 'ERR_IMS_REJECTED')).field, 'clientSecret')
  })

  it('accept an answer without a body, and reject unusable answers', async () => {
    const empty = await serveHandler((_request, response) => response.end())
    assert.equal(await invalidateToken('a', makeConnection(key, empty)), undefined)
    await failure(validateToken('a', makeConnection(key, empty)), 'ERR_IMS_BAD_RESPONSE')
    const { url } = await serveInTurn([{ body: { valid: 'yes' } }])
    await failure(validateToken('a', makeConnection(key, url)), 'ERR_IMS_BAD_RESPONSE')
  })

  it('never reveal the token', async () => {
    const planted = `eyJ${'planted'.repeat(5)}.${'payload'.repeat(5)}.${'signature'.repeat(3)}`
    const url = await serveHandler(async (request, response) => {
      response
        .writeHead(400)
        .end(JSON.stringify({ error: 'bad', error_description: `${await text(request)} ${planted}` }))
    })
    const error = await failure(validateToken(planted, makeConnection(key, url)), 'ERR_IMS_REJECTED')
    for (const part of planted.split('.')) assert.ok(!JSON.stringify(error).includes(part))
    await failure(invalidateToken('a', {}), 'ERR_CONNECTION_INVALID')
    await assert.rejects(invalidateToken('', makeConnection(key, url)), { name: 'TypeError', message: /^token / })
  })
})
