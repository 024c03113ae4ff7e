// The key of the console: without it, another user of the machine gets nothing, and changes nothing.
import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { startServer } from '../../../js/cli/serve.js'
import { imskit, startServe } from '../../support/cli.js'
import { identity } from '../../support/connections.js'
import { makeFolder, makeKey } from '../../support/keys.js'

const key = makeKey()
const { folder: cwd } = key
const file = join(cwd, 'connections.json')
const logger = { info() {}, warn() {} }
const stored = { ...identity, imsHost: 'https://ims-na1.adobelogin.com', privateKeyFile: 'private.key' }
const { clientSecret, privateKeyFile, ...shown } = stored

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server
before(async () => {
  writeFileSync(file, JSON.stringify([stored]), { mode: 0o600 })
  server = await startServer({ file, port: 0, sandbox: false, logger, rateLimit: { requests: 40, seconds: 600 } })
})
after(() => server.close())

/**
 * @param {string} path @param {{ method?: string, headers?: Record<string, string>, body?: object, to?: string }} [options]
 */
async function ask(path, { method = 'GET', headers = {}, body, to = server.origin } = {}) {
  const response = await new Promise((resolve, reject) => {
    const type = body ? { 'content-type': 'application/json' } : {}
    const sent = httpRequest(to + path, { method, headers: { ...type, ...headers } }, resolve).once('error', reject)
    sent.end(body && JSON.stringify(body))
  })
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}

/** @param {string} [value] */
const bearer = (value = server.key) => ({ authorization: `Bearer ${value}` })
/** The cookie that the printed address sets. */
async function enter() {
  const { headers, status } = await ask(`/${new URL(server.url).search}`)
  assert.ok(status === 200 || status === 503, String(status)) // the page, or that it is not built
  const [cookie = ''] = headers['set-cookie'] ?? []
  return { cookie: cookie.split(';')[0] ?? '', attributes: cookie.split('; ').slice(1).sort() }
}

describe('without the key', () => {
  const paths = [
    '/',
    '/index.html',
    '/assets/x.js',
    '/sandbox/demo.json',
    '/api/context',
    '/api/connections',
    '/nowhere',
  ]
  for (const path of paths) {
    it(`${path} answers 401`, async () => {
      /** @type {Record<string, string>[]} */
      const strangers = [
        {},
        bearer('x'.repeat(43)),
        { cookie: `imskit-${new URL(server.origin).port}=${'x'.repeat(43)}` },
        { cookie: `imskit-1=${server.key}` },
        { authorization: `Basic ${server.key}` },
      ]
      for (const headers of strangers) {
        assert.equal((await ask(path, { headers })).status, 401)
      }
      assert.equal((await ask(`${path}?key=${'x'.repeat(43)}`)).status, 401)
    })
  }

  it('nothing is changed, and no token is requested', async () => {
    const mine = { 'if-match': '"x"', origin: server.origin }
    for (const [method, path] of [
      ['POST', '/api/connections'],
      ['PUT', '/api/connections/Analytics%20Prod'],
      ['DELETE', '/api/connections/Analytics%20Prod'],
      ['POST', '/api/token'],
      ['POST', `/api/token?key=${server.key}`], // addresses are for reading
    ]) {
      const body = method === 'DELETE' ? undefined : { connection: { name: 'x' } }
      const { status, text: answer } = await ask(String(path), { method, headers: mine, body })
      assert.equal(status, 401, `${method} ${path}`)
      assert.equal(JSON.parse(answer).code, 'ERR_HOST_UNAUTHORIZED')
    }
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), [stored])
  })

  it('a browser gets a page that says how to get in', async () => {
    const { status, headers, text: page } = await ask('/', { headers: { accept: 'text/html,*/*' } })
    assert.equal(status, 401)
    assert.match(String(headers['content-type']), /text\/html/)
    assert.match(page, /imskit serve<\/code> printed[\s\S]*\?key=/)
    assert.ok(!page.includes(server.key))
    assert.match(String(headers['content-security-policy']), /default-src 'self'/)
  })

  it('guesses do not use up the rate limit of the owner', async () => {
    for (let i = 0; i < 60; i++) assert.equal((await ask('/api/context')).status, 401)
    assert.equal((await ask('/api/context', { headers: bearer() })).status, 200)
  })

  it('/healthz answers', async () => assert.equal((await ask('/healthz')).status, 200))
})

describe('with the key', () => {
  it('the printed address sets a cookie that scripts and other sites do not get', async () => {
    const { cookie, attributes } = await enter()
    assert.deepEqual(attributes, ['HttpOnly', 'Path=/', 'SameSite=Strict'])
    assert.equal((await ask('/api/connections', { headers: { cookie } })).status, 200)
    assert.equal((await ask('/api/context', { headers: { cookie: `a=b; ${cookie}; c=d` } })).status, 200)
  })

  it('a foreign origin is still refused', async () => {
    const { cookie } = await enter()
    const headers = { cookie, origin: 'https://evil.example' }
    assert.equal((await ask('/api/connections', { headers })).status, 403)
    assert.equal((await ask('/api/connections', { headers: { cookie, host: 'evil.example' } })).status, 403)
    assert.equal((await ask('/api/connections', { headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status, 403)
  })

  it('is random, and different at each start', async () => {
    const others = await Promise.all([1, 2].map(() => startServer({ port: 0, logger })))
    const keys = [server, ...others].map(({ key: each }) => each)
    assert.equal(new Set(keys).size, 3)
    for (const each of keys) assert.match(each, /^[\w-]{43}$/)
    await Promise.all(others.map((other) => other.close()))
  })
})

describe('a stored secret', () => {
  /** @param {object} connection @param {boolean} [keepSecrets] */
  async function save(connection, keepSecrets) {
    const { version } = JSON.parse((await ask('/api/connections', { headers: bearer() })).text)
    const headers = { ...bearer(), 'if-match': `"${version}"` }
    const body = { connection: { ...shown, ...connection }, ...(keepSecrets && { keepSecrets }) }
    const answer = await ask('/api/connections/Analytics%20Prod', { method: 'PUT', headers, body })
    return { status: answer.status, body: JSON.parse(answer.text) }
  }
  const read = () => JSON.parse(readFileSync(file, 'utf8'))[0]

  it('is not sent to another server by someone who does not know it', async () => {
    for (const changes of [
      { imsHost: 'https://evil.example' },
      { imsExchange: 'https://evil.example/ims/exchange/jwt' },
      { imsHost: 'https://evil.example', clientSecret: 'p8e-guessed-Secret_0123456789abcdefgh' },
      { imsHost: 'https://evil.example', clientSecret: '' },
    ]) {
      const { status, body } = await save(changes)
      assert.deepEqual([status, body.code, body.field], [403, 'ERR_HOST_SECRET_REQUIRED', 'clientSecret'])
      assert.deepEqual(read(), stored)
    }
  })

  it('is sent to another server by someone who knows or replaces it; other changes do not need it', async () => {
    const [own, other] = ['https://ims-na1.adobelogin.com', 'https://ims-na1-stg1.adobelogin.com']
    assert.equal((await save({ imsHost: 'ims-na1.adobelogin.com/', description: 'x' })).status, 200)
    assert.equal((await save({ imsHost: other, clientSecret })).status, 200)
    assert.equal(read().imsHost, other)
    const replaced = 'p8e-replaced-Secret_0123456789abcdefgh'
    assert.equal((await save({ imsHost: own, clientSecret: replaced }, true)).status, 200)
    assert.deepEqual([read().imsHost, read().clientSecret], [own, replaced])
  })
})

describe('imskit serve', () => {
  it('prints the address with the key, for the terminal and as JSON', async () => {
    const served = await startServe(['--port', '0'], { cwd })
    assert.equal(served.url, `${served.origin}/?key=${served.key}`)
    assert.equal((await fetch(`${served.origin}/api/context`)).status, 401)
    assert.equal((await served.fetch('/api/context')).status, 200)
    const { stderr } = await served.stop()
    assert.ok(!stderr.includes(served.key), 'the key was logged')
  })

  it('takes the key of a file, and refuses one that can be guessed', async () => {
    const folder = makeFolder()
    const chosen = 'a-key-of-my-own-0123456789'
    writeFileSync(join(folder, 'console.key'), `${chosen}\n`)
    writeFileSync(join(folder, 'serve.json'), '{"keyFile":"console.key"}')
    const served = await startServe(['--port', '0', '--config', join(folder, 'serve.json')], { cwd })
    assert.equal(served.key, chosen)
    await served.stop()
    for (const bad of ['short', 'has spaces in it and is long', '\u001b[2J-0123456789-0123456789']) {
      writeFileSync(join(folder, 'bad.key'), bad)
      const { code, stderr } = await imskit(['serve', '--port', '0', '--key-file', join(folder, 'bad.key')], { cwd })
      assert.equal(code, 2)
      assert.match(stderr, /at least 20 letters and digits[\s\S]*openssl rand -hex 32/)
      assert.ok(!stderr.includes(bad))
    }
  })

  it('leaves the mode of the file as it was', () => assert.equal(statSync(file).mode & 0o777, 0o600))
})
