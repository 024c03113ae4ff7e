// Planted secrets, one in every field that may hold one; nothing that comes out may hold any of them, nor a piece.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import auth from 'imskit/jwt-auth'
import { createSandbox } from '../../../js/sandbox.js'
import {
  explainImsError,
  invalidateToken,
  redisStore,
  requestToken,
  TokenProvider,
  validateToken,
} from '../../../js/token.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler, serveTcp } from '../../support/servers.js'

const key = makeKey()
const passphrase = 'planted-passphrase-0123456789'
const encrypted = openssl([
  'pkcs8',
  '-topk8',
  '-v2',
  'aes-256-cbc',
  '-in',
  key.privateKeyFile,
  '-passout',
  `pass:${passphrase}`,
])
const privateKey = encrypted.toString()
const storeKey = randomBytes(32).toString('base64')
const accessToken = `eyJ${'plantedheader'}.${'plantedpayload'.repeat(3)}.${'plantedsignature'.repeat(2)}`

/** What may not be told: the secrets, lines of the keys, parts of the token. */
const planted = [
  identity.clientSecret,
  passphrase,
  storeKey,
  ...privateKey.split('\n').slice(1, -2),
  ...key.privateKey.split('\n').slice(1, -2),
  ...accessToken.split('.'),
]

/** @param {unknown} value */
function assertClean(value) {
  const shown = [
    inspect(value, { depth: 12, showHidden: true, getters: true, maxStringLength: Infinity, maxArrayLength: Infinity }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? value.stack : '',
  ].join('\n')
  for (const secret of planted) assert.ok(!shown.includes(secret), `a secret was told: ${shown.slice(0, 300)}`)
}

/** Everything that IMS and the way to it can do. @type {Record<string, () => Promise<string>>} */
const servers = {
  sandbox: () => serveApp(createSandbox({ clients: [makeClient(key)] })),
  'wrong key': () => serveApp(createSandbox({ clients: [makeClient(key, { certificates: [] })] })),
  nobody: findClosedOrigin,
  'echo as an error': () =>
    serveHandler(async (request, response) => {
      const body = await text(request)
      const form = Object.fromEntries(new URLSearchParams(body))
      response.writeHead(400, { 'x-debug-id': form.client_secret ?? 'x', 'retry-after': body.slice(0, 50) })
      response.end(JSON.stringify({ error: body, error_description: JSON.stringify(form), valid: body, reason: body }))
    }),
  'echo as 500': () =>
    serveHandler(async (request, response) => {
      response.writeHead(500).end(JSON.stringify({ error: await text(request) }))
    }),
  'echo as HTML': () => serveHandler(async (request, response) => response.end(`<html>${await text(request)}`)),
  'echo as a redirect': () =>
    serveHandler(async (request, response) => response.writeHead(302, { location: `/${await text(request)}` }).end()),
  'echo as no HTTP': () => serveTcp((socket) => socket.once('data', (data) => socket.end(data))),
  reset: () => serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
  silence: () => serveTcp(() => {}),
  'a token that is none': () =>
    serveHandler((_request, response) =>
      response.end(JSON.stringify({ access_token: `${accessToken}\n`, expires_in: 1 })),
    ),
  'a token without a life': () =>
    serveHandler((_request, response) => response.end(JSON.stringify({ access_token: accessToken, expires_in: 'x' }))),
}

/** @type {Record<string, string>} */
const origins = {}
before(async () => {
  for (const [name, serve] of Object.entries(servers)) origins[name] = await serve()
})

const options = { retries: 0, timeoutMs: 800 }
/** All functions, with what they take. @type {Record<string, (connection: any, seen: unknown[]) => Promise<unknown>>} */
const functions = {
  'requestToken by jwt': (connection) => requestToken(connection, options),
  'requestToken by client_credentials': (connection) =>
    requestToken(connection, { ...options, grant: 'client_credentials' }),
  'requestToken by auto': (connection) => requestToken(connection, { ...options, grant: 'auto' }),
  invalidateToken: (connection) => invalidateToken(accessToken, connection, options),
  validateToken: (connection) => validateToken(accessToken, connection, options),
  TokenProvider(connection, seen) {
    const fail = () => Promise.reject(Object.assign(new Error(storeKey), { code: storeKey, cause: passphrase }))
    const client = { get: fail, pTTL: fail, set: fail, del: fail, eval: fail }
    const provider = new TokenProvider(connection, {
      ...options,
      store: redisStore(client, { key: storeKey }),
      logger: { warn: (...args) => seen.push(args) },
      onEvent: (event) => seen.push(event),
    })
    seen.push(provider)
    return provider.getToken().then(() => provider.invalidate())
  },
  async 'TokenProvider.fetch and watch'(connection, seen) {
    const hooks = { logger: { warn: () => {} }, onEvent: (/** @type {unknown} */ event) => seen.push(event) }
    const provider = new TokenProvider(() => connection, { ...options, ...hooks })
    const call = provider.fetch(`${connection.imsHost}/api`, { signal: AbortSignal.timeout(900) })
    await call.catch((error) => seen.push(error, explainImsError(error, connection)))
    for await (const update of provider.watch({ signal: AbortSignal.timeout(900) })) {
      if (update.type === 'failure') seen.push(update)
    }
  },
  'jwt-auth': ({ organizationId, imsHost, ...rest }) =>
    auth({ ...rest, orgId: organizationId, ims: imsHost, metaScopes: 'ent_user_sdk' }),
}

describe('no error, log or event contains a secret', () => {
  for (const name of Object.keys(servers)) {
    for (const [title, call] of Object.entries(functions)) {
      if (title === 'jwt-auth' && name === 'silence') continue // its time is 30 seconds
      it(`of ${title} against ${name}`, async () => {
        /** @type {unknown[]} */
        const seen = []
        const connection = makeConnection({ privateKey }, String(origins[name]), { passphrase })
        await call(connection, seen).catch((error) => seen.push(error))
        for (const value of seen) assertClean(value)
      })
    }
  }

  it('for a secret in any wrong field', async () => {
    const fields = [
      'clientId',
      'clientSecret',
      'organizationId',
      'technicalAccountId',
      'privateKey',
      'imsHost',
      'imsExchange',
    ]
    const good = makeConnection({ privateKey }, String(origins.sandbox), { passphrase })
    for (const field of fields) {
      for (const secret of [
        `${identity.clientSecret}\u0000`,
        `https://${passphrase}@example.test/`,
        privateKey.slice(0, 400),
      ]) {
        for (const grant of /** @type {const} */ (['jwt', 'client_credentials', 'auto'])) {
          const request = requestToken(
            { ...good, [field]: secret },
            { ...options, grant, fetch: () => Promise.reject(new Error(secret)) },
          )
          const error = await request.catch((reason) => reason)
          if (field === 'clientSecret' || field === 'privateKey') assertClean(error)
          assert.ok(!inspect(error, { depth: 9 }).includes(privateKey.split('\n')[3] ?? ''), field)
        }
      }
    }
  })
})
