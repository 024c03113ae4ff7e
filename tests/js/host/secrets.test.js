// A secret is planted wherever one can be put, in requests, in connections that the host keeps and in what IMS says, and
// searched for in everything that comes out: logs, events, errors, answers, standard error.
import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createHost } from '../../../js/host.js'
import { load } from '../../../js/index.js'
import { createSandbox } from '../../../js/sandbox.js'
import { identity, makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler, serveTcp } from '../../support/servers.js'

const key = makeKey()
/** @type {Set<string>} */
const planted = new Set(key.privateKey.split('\n').slice(1, -2))
/** @param {string} where */
function plant(where) {
  const secret = `Planted+${where}/in?${where.length}&%${planted.size}`
  planted.add(secret)
  return secret
}

const everything = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }
/** @type {[what: string, text: string][]} all that came out */
const told = []
/** @param {string} what @param {...unknown} values */
const tell = (what, ...values) => void told.push([what, inspect(values, everything)])
/** @param {string} level */
const listen =
  (level) =>
  (...args) =>
    tell(level, ...args)
const logger = { info: listen('info'), warn: listen('warn') }

const { write } = process.stderr
const methods = /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug', 'trace'])
const originals = methods.map((name) => console[name])
before(() => {
  process.stderr.write = (chunk) => {
    tell('standard error', String(chunk))
    return true
  }
  for (const name of methods) console[name] = listen(`console.${name}`)
})
after(() => {
  process.stderr.write = write
  for (const [i, name] of methods.entries()) console[name] = /** @type {typeof console.log} */ (originals[i])
})

/** As it is, and as it may have been written on the way. @param {string} secret */
function spell(secret) {
  const bytes = Buffer.from(secret)
  const inBase64 = [0, 1, 2].map((skip) => bytes.subarray(skip, bytes.length - ((bytes.length - skip) % 3)))
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    secret.toLowerCase(),
    [...secret].reverse().join(''),
    bytes.toString('hex'),
    ...inBase64.flatMap((part) => [part.toString('base64'), part.toString('base64url')]),
  ]
}

/** @param {import('../../../js/host.js').HostOptions} options */
function makeHost(options) {
  const host = createHost({ rateLimit: false, logger, onEvent: (event) => tell('event', event), ...options })
  const app = /** @type {any} */ (host) // an app of Hono
  const answer = app.errorHandler
  app.onError((error, c) => {
    if ('code' in error) tell('error', error, error.stack, error.cause) // others are those of the caller's own functions
    return answer(error, c)
  })
  return serveApp(app)
}

/** @param {string} url @param {{ method?: string, headers?: Record<string, string>, body?: unknown }} [options] */
async function ask(url, { method = 'POST', headers = { 'content-type': 'application/json' }, body } = {}) {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, resolve).once('error', reject).end(sent)
  })
  const answer = await text(response)
  const { accessToken, ...rest } = answer.startsWith('{') ? JSON.parse(answer) : {}
  tell('answer', response.statusMessage, response.rawHeaders, accessToken ? rest : answer) // a token is what was asked for
  await turn()
  return { status: response.statusCode, code: rest.code, accessToken }
}

/** What an IMS that repeats all it hears may do with it. @type {Record<string, (heard: string[], response: import('node:http').ServerResponse) => void>} */
const echoes = {
  'in error and description': (heard, response) =>
    response
      .writeHead(400, { 'x-debug-id': heard.join(' ') })
      .end(JSON.stringify({ error: heard.join(' '), error_description: `The secret is ${heard.join(' and ')}.` })),
  'as error alone': ([secret], response) => response.writeHead(401).end(JSON.stringify({ error: secret })),
  'in a page': (heard, response) => response.writeHead(200).end(`<p>${heard.join('<br>')}`),
  'in JSON of another kind': (heard, response) => response.writeHead(200).end(JSON.stringify(heard)),
  'in the type of the token': (heard, response) =>
    response.writeHead(200).end(JSON.stringify({ access_token: 'x', token_type: heard[0], expires_in: 1000 })),
  'in a redirect': (heard, response) =>
    response.writeHead(302, { location: `https://evil.example/?${new URLSearchParams({ x: heard.join() })}` }).end(),
  'in the reason and headers': (heard, response) =>
    response.writeHead(500, heard[0], { 'x-heard': encodeURIComponent(heard.join()) }).end(),
  'and breaks off': (heard, response) => {
    response.writeHead(200, { 'content-length': 10_000 }).write(`{"access_token":"${heard[0]}`)
    setTimeout(() => response.destroy(), 20)
  },
}

describe('planted secrets', () => {
  /** @type {string} */
  let ims
  /** @type {string} */
  let jwt
  before(async () => {
    ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
    jwt = (await load()).signJwt(makeConnection(key, ims))
    for (const part of jwt.split('.').slice(1)) planted.add(part)
  })
  const own = () => ({ clientId: plant('clientId'), clientSecret: plant('clientSecret'), jwt })
  /** Everything that a connection may have, but for its name, which is no secret. @param {object} [changes] */
  async function kept(changes) {
    const { fieldNames } = (await load()).tables
    const fields = Object.fromEntries(fieldNames.map((name) => [name, plant(`kept ${name}`)]))
    const lists = { metaScopes: [plant('a metascope')], scopes: [plant('a scope')] }
    return {
      ...fields,
      ...lists,
      privateKey: key.privateKey,
      name: 'Kept',
      imsHost: ims,
      imsExchange: undefined,
      ...changes,
    }
  }

  it('are sent in a request that succeeds', async () => {
    planted.add(identity.clientSecret)
    const to = await makeHost({ imsOrigins: [ims] })
    const body = { clientId: identity.clientId, clientSecret: identity.clientSecret, jwt }
    const { accessToken } = await ask(`${to}/api/token`, { body })
    assert.ok(accessToken)
    planted.add(accessToken)
  })

  it('are sent in every field of a request that IMS refuses', async () => {
    for (const changes of [{}, { logger: undefined }]) {
      const to = await makeHost({ imsOrigins: [ims], ...changes })
      assert.equal((await ask(`${to}/api/token`, { body: own() })).code, 'ERR_IMS_REJECTED')
    }
  })

  it('are in every field of a connection that the host keeps', async () => {
    const connection = await kept()
    const to = await makeHost({
      imsOrigins: [ims],
      connections: async () => [connection],
      runtimeEnvironments: [
        /** @type {any} */ ({ name: 'Agent', kind: 'secure-agent', token: plant('an environment') }),
      ],
    })
    // The planted values are in the wrong fields, so the host may refuse the connection before IMS does.
    const { code } = await ask(`${to}/api/token`, { body: { connection: 'Kept', jwt } })
    assert.ok(['ERR_IMS_REJECTED', 'ERR_CONNECTION_INVALID'].includes(code), code)
    assert.equal((await ask(`${to}/api/context`, { method: 'GET' })).status, 200)
    for (const field of Object.keys(connection)) {
      const broken = { ...connection, [field]: { value: plant(`a broken ${field}`) } }
      const other = await makeHost({ imsOrigins: [ims], connections: async () => [/** @type {any} */ (broken)] })
      await ask(`${other}/api/token`, { body: { connection: 'Kept', jwt } })
      await ask(`${other}/api/context`, { method: 'GET' })
    }
  })

  for (const [how, answer] of Object.entries(echoes)) {
    it(`are repeated by IMS ${how}`, async () => {
      const echo = await serveHandler(async (request, response) => {
        const form = new URLSearchParams(await text(request))
        const sent = String(form.get('jwt_token'))
        answer([String(form.get('client_secret')).replace(/[\r\n]/g, ''), sent, ...sent.split('.').slice(1)], response)
      })
      const connection = await kept({ imsHost: echo })
      const to = await makeHost({ imsOrigins: [echo], connections: async () => [connection] })
      await ask(`${to}/api/token`, { body: own() })
      await ask(`${to}/api/token`, { body: { connection: 'Kept', jwt } })
    })
  }

  it('are sent while IMS cannot be reached, and are in errors of fetch', async () => {
    const origins = [await findClosedOrigin(), await serveTcp((socket) => socket.destroy())]
    for (const origin of origins) {
      const to = await makeHost({ imsOrigins: [origin] })
      await ask(`${to}/api/token`, { body: own() })
    }
    const body = own()
    const cause = Object.assign(new Error(body.clientSecret), { code: body.clientSecret, request: body })
    const to = await makeHost({ imsOrigins: [ims], fetch: () => Promise.reject(new TypeError(body.jwt, { cause })) })
    await ask(`${to}/api/token`, { body })
  })

  it('are sent in invalid requests', async () => {
    const to = await makeHost({ imsOrigins: [ims] })
    const secret = plant('a wrong request')
    const bodies = [
      secret,
      `{"jwt":"${secret}`,
      [secret],
      { [secret]: secret },
      { ...own(), jwt: secret },
      { ...own(), jwt: `${secret}.${secret}.${secret}` },
      { ...own(), jwt: [secret] },
      { ...own(), clientSecret: { secret } },
      { ...own(), clientSecret: `${secret}\0` },
      { ...own(), clientSecret: secret.repeat(100) },
      { ...own(), clientId: `\ud800${secret}` },
      { ...own(), imsExchange: `https://${encodeURIComponent(secret)}@evil.example/` },
      { ...own(), imsExchange: `${ims}/${encodeURIComponent(secret)}\0` },
      { ...own(), privateKey: key.privateKey },
      { connection: secret, jwt },
      { connection: 'Kept', jwt, clientSecret: secret },
      JSON.stringify({ secret }).repeat(5000),
    ]
    for (const body of bodies) await ask(`${to}/api/token`, { body })
  })

  it('are sent in headers, paths and methods', async () => {
    const to = await makeHost({ imsOrigins: [ims], authorize: () => false })
    const secret = encodeURIComponent(plant('a header'))
    for (const name of [
      'authorization',
      'cookie',
      'user-agent',
      'referer',
      'x-forwarded-for',
      'content-type',
      'origin',
      'host',
    ]) {
      await ask(`${to}/api/token`, { headers: { 'content-type': 'application/json', [name]: secret }, body: own() })
    }
    const preflight = { origin: `https://${secret}.example`, 'access-control-request-headers': secret }
    await ask(`${to}/api/token`, { method: 'OPTIONS', headers: preflight })
    for (const path of [`/${secret}`, `/api/${secret}?${secret}`, `/api/token?jwt=${secret}`, `/healthz#${secret}`]) {
      await ask(to + path, { method: 'GET' })
    }
    const app = createHost({ logger, onEvent: (event) => tell('event', event) })
    await app.fetch(new Request('http://127.0.0.1/healthz', { method: 'PLANTED-METHOD' }))
    planted.add('PLANTED-METHOD')
  })

  it('are in errors that the functions of the caller throw', async () => {
    const fail = () => {
      throw Object.assign(new Error(plant('an error')), { secret: plant('a property of an error') })
    }
    const later = async () => fail()
    for (const failing of [fail, later]) {
      for (const name of ['authorize', 'connections', 'onEvent', 'fetch']) {
        const to = await makeHost({ imsOrigins: [ims], [name]: failing })
        await ask(`${to}/api/token`, { body: own() })
        await ask(`${to}/api/token`, { body: { connection: 'Kept', jwt } })
        await ask(`${to}/api/context`, { method: 'GET' })
      }
    }
  })

  it('appear in no output', () => {
    assert.ok(planted.size > 60 && told.length > 200, `${planted.size} planted, ${told.length} told`)
    for (const kind of ['info', 'warn', 'console.warn', 'event', 'error', 'answer'])
      assert.ok(
        told.some(([what]) => what === kind),
        kind,
      )
    const found = told.filter(([, out]) =>
      [...planted].some((secret) => spell(secret).some((text) => out.includes(text))),
    )
    assert.deepEqual(found, [])
  })

  it('are found in outputs that contain them', () => {
    const secret = plant('the last')
    for (const out of [secret, `x=${encodeURIComponent(secret)}`, Buffer.from(`ab${secret}cd`).toString('base64')]) {
      assert.ok(
        spell(secret).some((text) => inspect([out]).includes(text)),
        out,
      )
    }
  })
})
