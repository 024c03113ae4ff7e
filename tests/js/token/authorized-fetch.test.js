// TokenProvider.fetch: calls of an API, with the token.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { before, beforeEach, describe, it } from 'node:test'
import { createSandbox } from '../../../js/sandbox.js'
import { ImsError, TokenProvider } from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveApp, serveHandler } from '../../support/servers.js'

const key = makeKey()
/** @type {string} */
let ims
/** @type {string} */
let api
/** @type {{ method?: string, url?: string, headers: import('node:http').IncomingHttpHeaders, body: Buffer }[]} */
let seen = []
/** Tokens that the API refuses. */
let refused = new Set()
let posts = 0
let refuseAll = false

const tokenOf = (/** @type {{ headers: import('node:http').IncomingHttpHeaders } | undefined} */ request) =>
  request?.headers.authorization?.replace(/^Bearer /, '')

before(async () => {
  const sandbox = createSandbox({ clients: [makeClient(key)] })
  ims = await serveApp({
    fetch(request, ...rest) {
      posts++
      return sandbox.fetch(request, ...rest)
    },
  })
  api = await serveHandler(async (request, response) => {
    const { method, url, headers } = request
    seen.push({ method, url, headers, body: await buffer(request) })
    const status = refuseAll || refused.has(tokenOf(seen.at(-1))) ? 401 : 200
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? { ok: true } : { error_code: '401013' }))
  })
})
beforeEach(() => {
  seen = []
  refused = new Set()
  posts = 0
  refuseAll = false
})

/** @param {import('../../../js/token.js').ProviderOptions} [options] */
const makeProvider = (options) =>
  new TokenProvider(makeConnection(key, ims), { logger: { warn: () => {} }, ...options })

describe('TokenProvider.fetch', () => {
  it('sends the token and the client ID', async () => {
    const provider = makeProvider()
    const response = await provider.fetch(`${api}/discovery/me?x=1`)
    assert.deepEqual([response.status, await response.json()], [200, { ok: true }])
    const [{ method, url, headers }] = seen
    assert.deepEqual([method, url], ['GET', '/discovery/me?x=1'])
    assert.equal(headers.authorization, `Bearer ${(await provider.getToken()).accessToken}`)
    assert.equal(headers['x-api-key'], identity.clientId)
    assert.equal(posts, 1)
  })

  it('keeps the headers, the method and the body of the caller, in every form of headers', async () => {
    const provider = makeProvider()
    for (const headers of [
      { 'x-own': '1', Authorization: 'Bearer old', 'content-type': 'application/json' },
      new Headers([
        ['x-own', '1'],
        ['content-type', 'application/json'],
      ]),
      /** @type {[string, string][]} */ ([
        ['X-Own', '1'],
        ['Content-Type', 'application/json'],
      ]),
    ]) {
      await provider.fetch(new URL(api), { method: 'PUT', headers, body: '{"a":1}' })
      const last = seen.at(-1)
      assert.equal(last?.method, 'PUT')
      assert.equal(last?.headers['x-own'], '1')
      assert.equal(last?.headers['content-type'], 'application/json')
      assert.match(tokenOf(last) ?? '', /^eyJ/)
      assert.equal(String(last?.body), '{"a":1}')
    }
    await provider.fetch(api, { headers: { 'X-Api-Key': 'another' } })
    assert.equal(seen.at(-1)?.headers['x-api-key'], 'another')
  })

  it('replaces a token that the API refuses, and sends the request once more', async () => {
    const provider = makeProvider()
    const { accessToken } = await provider.getToken()
    refused.add(accessToken)
    const response = await provider.fetch(api, { method: 'POST', body: 'x' })
    assert.equal(response.status, 200)
    assert.deepEqual(
      seen.map(({ body }) => String(body)),
      ['x', 'x'],
    )
    assert.notEqual(tokenOf(seen[1]), accessToken)
    assert.equal(posts, 2)
    assert.equal((await provider.fetch(api)).status, 200)
    assert.equal(posts, 2)
  })

  it('gives the second 401 to the caller', async () => {
    refuseAll = true
    const response = await makeProvider().fetch(api)
    assert.deepEqual([response.status, await response.json()], [401, { error_code: '401013' }])
    assert.equal(seen.length, 2)
    assert.equal(posts, 2)
  })

  it('does not send the request again if IMS gives the same token', async () => {
    refuseAll = true
    /** @type {import('../../../js/token.js').Fetch} */
    const always = (url, init) =>
      url.startsWith(ims) ? Response.json({ access_token: 'same', expires_in: 86_399_000 }) : fetch(url, init)
    assert.equal((await makeProvider({ fetch: always }).fetch(api)).status, 401)
    assert.equal(seen.length, 1)
  })

  it('replaces the token once for a thousand calls that were refused', async () => {
    const provider = makeProvider()
    refused.add((await provider.getToken()).accessToken)
    const responses = await Promise.all(Array.from({ length: 1000 }, () => provider.fetch(api)))
    assert.ok(responses.every(({ status }) => status === 200))
    assert.equal(posts, 2)
  })

  it('limits how often an API that refuses every token makes it ask IMS', async () => {
    refuseAll = true
    const provider = makeProvider()
    const start = performance.now()
    for (let i = 0; i < 8; i++) await provider.fetch(api)
    assert.ok(performance.now() - start > 2500, 'there was no pause')
    assert.equal(posts, 9)
  })

  const blob = new Blob(['blob'])
  /** @type {[title: string, body: () => any, expected: string][]} */
  const replayable = [
    ['a string', () => 'text', 'text'],
    ['URLSearchParams', () => new URLSearchParams({ a: 'b c' }), 'a=b+c'],
    ['bytes', () => new TextEncoder().encode('bytes'), 'bytes'],
    ['an ArrayBuffer', () => new TextEncoder().encode('buffer').buffer, 'buffer'],
    ['a Blob', () => blob, 'blob'],
  ]
  for (const [title, body, expected] of replayable) {
    it(`sends ${title} again`, async () => {
      const provider = makeProvider()
      refused.add((await provider.getToken()).accessToken)
      assert.equal((await provider.fetch(api, { method: 'POST', body: body() })).status, 200)
      assert.deepEqual(
        seen.map((request) => String(request.body)),
        [expected, expected],
      )
    })
  }

  it('sends a form again, with its files', async () => {
    const provider = makeProvider()
    refused.add((await provider.getToken()).accessToken)
    const body = new FormData()
    body.set('a', 'b')
    body.set('file', new File(['content'], 'events.csv'))
    assert.equal((await provider.fetch(api, { method: 'POST', body })).status, 200)
    assert.equal(seen.length, 2)
    for (const request of seen) {
      assert.match(request.headers['content-type'] ?? '', /^multipart\/form-data; ?boundary=/)
      assert.match(String(request.body), /events\.csv[\s\S]*content/)
    }
  })

  /** @type {[title: string, body: () => any][]} */
  const once = [
    ['a ReadableStream', () => new Blob(['stream']).stream()],
    ['a Node stream', () => Readable.from(['str', 'eam'])],
    [
      'an async iterable',
      async function* () {
        yield new TextEncoder().encode('stream')
      },
    ],
  ]
  for (const [title, body] of once) {
    it(`sends ${title} once, and has another token for the next call`, async () => {
      const provider = makeProvider()
      refused.add((await provider.getToken()).accessToken)
      const response = await provider.fetch(api, { method: 'POST', body: body() })
      assert.deepEqual([response.status, await response.json()], [401, { error_code: '401013' }])
      assert.equal(seen.length, 1)
      assert.equal(String(seen[0]?.body), 'stream')
      assert.equal((await provider.fetch(api, { method: 'POST', body: body() })).status, 200)
      assert.equal(posts, 2)
    })
  }

  it('takes a Request, with a body that is sent once', async () => {
    const provider = makeProvider()
    const headers = { 'content-type': 'text/plain', 'x-own': '1' }
    const make = () => new Request(`${api}/a`, { method: 'PATCH', body: 'request', headers })
    assert.equal((await provider.fetch(make())).status, 200)
    assert.deepEqual([seen[0]?.method, seen[0]?.url, String(seen[0]?.body)], ['PATCH', '/a', 'request'])
    assert.deepEqual([seen[0]?.headers['x-own'], seen[0]?.headers['content-type']], ['1', 'text/plain'])
    refused.add(tokenOf(seen[0]))
    assert.equal((await provider.fetch(make())).status, 401)
    refused.add((await provider.getToken()).accessToken)
    assert.equal((await provider.fetch(new Request(api))).status, 200) // without a body it is sent again
  })

  it('can be handed to code that expects fetch', async () => {
    const { fetch } = makeProvider()
    assert.equal((await fetch(api)).status, 200)
  })

  it('ends with its signal, before and during the call', async () => {
    const provider = makeProvider()
    const reason = new Error('enough')
    await assert.rejects(provider.fetch(api, { signal: AbortSignal.abort(reason) }), (error) => error === reason)
    assert.deepEqual(seen, [])
    const silent = await serveHandler(() => {})
    await assert.rejects(provider.fetch(silent, { signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' })
  })

  it('sends the token only over TLS or to this machine', async () => {
    const provider = makeProvider()
    for (const url of [
      'http://analytics.adobe.io/',
      'ftp://localhost/',
      '/relative',
      '',
      'http://127.0.0.1.example/',
    ]) {
      await assert.rejects(provider.fetch(url), { name: 'TypeError', message: /^url must/ })
    }
    assert.equal(posts, 0)
  })

  it('throws what getToken throws', async () => {
    const provider = new TokenProvider({}, { logger: { warn: () => {} } })
    await assert.rejects(provider.fetch(api), { code: 'ERR_CONNECTION_INVALID' })
    await provider.close()
    await assert.rejects(
      provider.fetch(api),
      (error) => error instanceof ImsError && error.code === 'ERR_PROVIDER_CLOSED',
    )
  })

  it('does not follow a redirect to another origin with the token', async () => {
    const away = await serveHandler((_request, response) => response.writeHead(302, { location: `${api}/there` }).end())
    await makeProvider().fetch(away)
    assert.equal(seen[0]?.url, '/there')
    assert.equal(seen[0]?.headers.authorization, undefined)
  })
})
