// The token host in other applications, with the packed package installed into a folder for each, and tested over HTTP.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { load } from 'imskit'
import { createSandbox } from 'imskit/sandbox'
import { identity, makeClient, makeConnection } from '../support/connections.js'
import { env, install, pack, run } from '../support/installed.js'
import { makeKey } from '../support/keys.js'
import { findClosedOrigin, serveApp } from '../support/servers.js'
import { recordWorking } from '../support/working.js'
import { signInPage } from './sign-in-page.js'

const folder = resolve(import.meta.dirname, '../../build/consumers')
const { clientId, clientSecret } = identity

/**
 * @typedef {object} Consumer
 * @property {string} title
 * @property {string} base where the host is mounted
 * @property {string[]} [build]
 * @property {string} [page] path of a page that signs
 */

/** @type {Record<string, Consumer>} */
const consumers = {
  express: { title: 'Express', base: '/ims' },
  fastify: { title: 'Fastify', base: '/ims' },
  bun: { title: 'Bun', base: '' },
  deno: { title: 'Deno', base: '' },
  next: { title: 'Next', base: '/ims', build: ['run', 'build'], page: '/sign' },
}

/** @type {string} */
let tarball
/** @type {string} */
let ims
/** @type {ReturnType<typeof makeKey>} */
let key
/** @type {string} */
let jwt
before(async () => {
  tarball = pack(folder)
  key = makeKey()
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  jwt = (await load()).signJwt(makeConnection(key, ims))
})

/** @param {string} name @param {Consumer} consumer */
async function start(name, { build }) {
  const cwd = join(folder, name)
  install(tarball, join(import.meta.dirname, name), cwd)
  if (build) run('npm', build, cwd)
  const url = await findClosedOrigin()
  const child = spawn('npm', ['start', '--silent'], {
    cwd,
    env: { ...env, IMS_ORIGIN: ims, PORT: new URL(url).port },
    detached: true, // npm does not forward every signal to its child
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const ended = new Promise((done) => child.once('close', done))
  const stop = async () => {
    if (child.exitCode === null) process.kill(-(/** @type {number} */ (child.pid)), 'SIGTERM')
    await ended
    return output
  }
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    if (child.exitCode !== null) break
    const answer = await ask(`${url}/`).catch(() => undefined)
    if (answer) return { url, stop }
    await new Promise((done) => setTimeout(done, 50))
  }
  assert.fail(`${name} does not start: ${await stop()}`)
}

/**
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | object, localAddress?: string }} [options]
 */
async function ask(url, { method = 'GET', headers, body, localAddress } = {}) {
  const response = await new Promise((done, failed) => {
    const request = httpRequest(url, { method, headers, localAddress }, done).once('error', failed)
    request.end(typeof body === 'object' ? JSON.stringify(body) : body)
  })
  const answer = await text(response)
  return { status: response.statusCode, headers: response.headers, text: answer, json: () => JSON.parse(answer) }
}

for (const [name, consumer] of Object.entries(consumers)) {
  describe(name, () => {
    it('mounts the host', { timeout: 300_000 }, async () => {
      const { url, stop } = await start(name, consumer)
      let output = ''
      try {
        if (consumer.page) await signInPage(url + consumer.page, key)
        await useHost(url + consumer.base)
      } finally {
        output = await stop()
      }
      for (const secret of [clientSecret, jwt]) assert.ok(!output.includes(secret), 'a secret was logged')
      assert.match(output, /token obtained/)
      const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, name, 'package.json'), 'utf8'))
      const what = consumer.page ? 'serves the host, signs in a page' : 'serves the host'
      recordWorking('consumers', consumer.title, dependencies[name], what)
    })
  })
}

/** @param {string} url */
async function useHost(url) {
  const json = { 'content-type': 'application/json' }
  const body = { clientId, clientSecret, jwt }
  /** @param {object} options */
  const post = (options) => ask(`${url}/api/token`, { method: 'POST', headers: json, body, ...options })
  /** @param {Awaited<ReturnType<typeof ask>>} answer @param {number} status @param {string} code */
  const refused = (answer, status, code) => {
    assert.deepEqual([answer.status, answer.json().code], [status, code], answer.text)
    assert.ok(!answer.text.includes(clientSecret))
  }

  assert.deepEqual((await ask(`${url}/healthz`)).json(), { status: 'ok' })
  const context = await ask(`${url}/api/context`)
  assert.deepEqual(context.json(), { takenNames: [], runtimeEnvironments: [] })
  assert.match(String(context.headers['content-security-policy']), /default-src 'self'/)

  const answer = await post({})
  assert.equal(answer.status, 200, answer.text)
  assert.match(answer.json().accessToken, /^eyJ/)
  assert.equal(answer.headers['cache-control'], 'no-store')

  refused(await post({ body: { ...body, clientSecret: 'p8e-wrong' } }), 502, 'ERR_IMS_REJECTED')
  refused(await post({ body: { ...body, imsExchange: 'https://evil.example/x' } }), 403, 'ERR_HOST_FORBIDDEN_IMS')
  refused(await post({ headers: { 'content-type': 'text/plain' } }), 415, 'ERR_HOST_CONTENT_TYPE')
  refused(await post({ body: 'x'.repeat(70_000) }), 413, 'ERR_HOST_TOO_LARGE')
  refused(
    await post({ headers: { ...json, 'transfer-encoding': 'chunked' }, body: 'x'.repeat(70_000) }),
    413,
    'ERR_HOST_TOO_LARGE',
  )
  refused(await post({ headers: { ...json, origin: 'https://evil.example' } }), 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
  refused(await ask(`${url}/api/context`, { headers: { host: 'evil.example' } }), 403, 'ERR_HOST_FORBIDDEN_HOST')
  refused(await ask(`${url}/api/token`), 405, 'ERR_HOST_METHOD')
  refused(await ask(`${url}/nothing`), 404, 'ERR_HOST_NOT_FOUND')

  for (let i = 0; i < 130; i++) await ask(`${url}/api/context`)
  refused(await post({}), 429, 'ERR_HOST_RATE_LIMITED')
  assert.equal((await post({ localAddress: '127.0.0.2' })).status, 200) // the limit is per client
}

for (const [application, server] of [
  ['express', 'node:http'],
  ['express', 'express'],
  ['fastify', 'fastify'],
]) {
  describeGuide(/** @type {string} */ (application), /** @type {string} */ (server))
}

it('docs/guides/host.md has a Worker that answers only requests that have the key', async () => {
  const guide = readFileSync('docs/guides/host.md', 'utf8')
  const [, code = ''] = /^## Workers\n.*?^```js\n(.*?)```/ms.exec(guide) ?? []
  const file = join(folder, 'express/worker.mjs')
  writeFileSync(file, code)
  const { default: worker } = await import(pathToFileURL(file).href)
  const secrets = { HOST_KEY: 'correct', CONNECTIONS: JSON.stringify([identity]) }
  const statusOf = async (/** @type {string} */ authorization) => {
    const headers = { authorization, 'cf-connecting-ip': '192.0.2.1' }
    return (await worker.fetch(new Request('https://ims.example.com/api/context', { headers }), secrets)).status
  }
  assert.equal(await statusOf('Bearer undefined'), 401)
  assert.equal(await statusOf('Bearer correct'), 200)
})

/** @param {string} application whose folder has the packages @param {string} server the module that the example imports */
function describeGuide(application, server) {
  describe(`the example of docs/guides/host.md with ${server}`, () => {
    const guide = readFileSync('docs/guides/host.md', 'utf8')
    const blocks = [...guide.matchAll(/^```js\n(.*?)```/gms)].map(([, code = '']) => code)
    const [, connections = ''] = /^```json\n(.*?)```/ms.exec(guide) ?? []
    const code =
      blocks.find((block) => block.includes(`from '${server}'`)) ?? assert.fail(`there is no block of ${server}`)
    const cwd = join(folder, application)
    /** @param {string} url @param {Record<string, string>} given */
    const start = (url, given) => {
      const { port } = new URL(url)
      writeFileSync(join(cwd, 'host.mjs'), blocks[0] ?? '')
      writeFileSync(join(cwd, 'connections.json'), connections)
      writeFileSync(join(cwd, 'guide.mjs'), code.replace(/listen\((\{ port: )?3000/, `listen($1${port}`))
      const { HOST_KEY: _, ...rest } = env
      return spawn(process.execPath, ['guide.mjs'], { cwd, env: { ...rest, ...given } })
    }

    it('does not start without its key', { timeout: 30_000 }, async () => {
      const child = start(await findClosedOrigin(), {})
      assert.match(await text(child.stderr), /Set HOST_KEY/)
      assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 1)
    })

    it('answers only requests that have the key', { timeout: 30_000 }, async () => {
      const url = await findClosedOrigin()
      const child = start(url, { HOST_KEY: 'correct' })
      /** @param {Record<string, string>} headers */
      const statusOf = async (headers) => (await ask(`${url}/ims/api/context`, { headers })).status
      try {
        for (let tries = 0; tries < 100; tries++) {
          if (await ask(url).catch(() => undefined)) break
          await new Promise((done) => setTimeout(done, 50))
        }
        assert.equal(await statusOf({}), 401)
        assert.equal(await statusOf({ authorization: 'Bearer undefined' }), 401)
        assert.equal(await statusOf({ authorization: 'Bearer correct' }), 200)
      } finally {
        child.kill()
      }
    })
  })
}
