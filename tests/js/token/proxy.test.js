import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSandbox } from '../../../js/sandbox.js'
import { makeClient, makeConnection } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'
import { serveTls, startProxy } from '../../support/proxy.js'
import { findClosedOrigin, serveApp } from '../../support/servers.js'

const key = makeKey()
const name = 'ims.example.test' // which DNS does not know (RFC 6761 section 6.2): only the proxy does
const origin = `https://${name}`
const credentials = 'user:planted-Proxy-Password'
const script = fileURLToPath(new URL('../../support/ask.js', import.meta.url))
const sandbox = createSandbox({ clients: [makeClient(key)] })
/** The sandbox sees its own address as the one it is asked at. */
const app = {
  fetch: (/** @type {Request} */ request) =>
    sandbox.fetch(new Request(new URL(new URL(request.url).pathname, origin), request)),
}

/** @type {Awaited<ReturnType<typeof serveTls>>} */
let tls
before(async () => {
  tls = await serveTls(app, name)
})
const makeProxy = (/** @type {{ credentials?: string }} */ options = {}) =>
  startProxy({ ports: { [name]: tls.port }, ...options })

/**
 * What comes of asking in this environment, in which no other proxy is.
 * @param {Record<string, string>} env @param {string} [imsHost]
 */
async function ask(env, imsHost = origin) {
  const proxies = Object.fromEntries(
    Object.entries(process.env).filter(([variable]) => !/proxy|^NODE_EXTRA_CA_CERTS$/i.test(variable)),
  )
  const options = { retries: 0, timeoutMs: 10_000 }
  const ASK = JSON.stringify({ connection: makeConnection(key, imsHost), options })
  const child = spawn(process.execPath, [script], { env: { ...proxies, ...env, ASK }, timeout: 30_000 })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  assert.ok(!`${stdout}${stderr}`.includes('planted-Proxy-Password'), 'the password of the proxy is in the output')
  return JSON.parse(stdout || JSON.stringify({ stderr }))
}

describe('a company proxy', () => {
  for (const variable of ['HTTPS_PROXY', 'https_proxy']) {
    it(`of ${variable} is used to reach IMS`, async () => {
      const proxy = await makeProxy()
      const env = { NODE_EXTRA_CA_CERTS: tls.authorityFile, [variable]: `http://127.0.0.1:${proxy.port}` }
      const { accessToken, ...rest } = await ask(env)
      assert.match(accessToken ?? JSON.stringify(rest), /^eyJ/)
      assert.deepEqual(proxy.seen, [`CONNECT ${name}:443`])
    })
  }

  for (const variable of ['HTTP_PROXY', 'http_proxy']) {
    it(`of ${variable} carries plain http`, async () => {
      const ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
      const proxy = await makeProxy()
      const env = { [variable]: `http://127.0.0.1:${proxy.port}` }
      const { accessToken, ...rest } = await ask(env, ims)
      assert.match(accessToken ?? JSON.stringify(rest), /^eyJ/)
      assert.equal(proxy.seen.length, 1)
      assert.match((await ask({ ...env, NO_PROXY: '127.0.0.1' }, ims)).accessToken, /^eyJ/)
      assert.equal(proxy.seen.length, 1, 'NO_PROXY was ignored')
    })
  }

  for (const variable of ['NO_PROXY', 'no_proxy']) {
    it(`is not used for the names of ${variable}`, async () => {
      const proxy = await makeProxy()
      for (const names of [name, '.example.test', 'other.test,*.example.test', '*']) {
        const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, [variable]: names }
        assert.equal((await ask(env)).code, 'ERR_IMS_UNREACHABLE')
      }
      assert.deepEqual(proxy.seen, [])
    })
  }

  it('is the only one that receives its user name and password', async () => {
    const proxy = await makeProxy({ credentials })
    const env = { NODE_EXTRA_CA_CERTS: tls.authorityFile }
    const right = await ask({ ...env, HTTPS_PROXY: `http://${credentials}@127.0.0.1:${proxy.port}` })
    assert.match(right.accessToken ?? JSON.stringify(right), /^eyJ/)
    const wrong = await ask({ ...env, HTTPS_PROXY: `http://${credentials}x@127.0.0.1:${proxy.port}` })
    assert.equal(wrong.code, 'ERR_IMS_UNREACHABLE')
    assert.match(`${wrong.message} ${wrong.hint}`, /proxy.*password/)
  })

  it('that needs a login for plain http says so', async () => {
    const ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
    const proxy = await makeProxy({ credentials })
    const { code, message, hint } = await ask({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` }, ims)
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(`${message} ${hint}`, /proxy requires a user name and password/)
  })

  for (const [status, says] of /** @type {const} */ ([
    [403, /proxy does not allow connections to it/],
    [502, /proxy cannot reach it/],
    [504, /proxy did not reach it in time/],
    [418, /proxy did not open a connection to it/],
  ])) {
    it(`that answers ${status} is reported as a proxy`, async () => {
      const server = createServer()
      server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`))
      await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
      server.unref()
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      const { code, message } = await ask({ HTTPS_PROXY: `http://127.0.0.1:${port}` })
      assert.equal(code, 'ERR_IMS_UNREACHABLE')
      assert.match(message, says)
    })
  }

  it('that does not speak TLS, although its address is https, is reported', async () => {
    const proxy = await makeProxy()
    const { code, message, hint } = await ask({ HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` })
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(`${message} ${hint}`, /does not speak TLS.*proxy/s)
  })

  it('that is down, or whose address is not valid, is reported without its password', async () => {
    const closed = (await findClosedOrigin()).replace('http://', `http://${credentials}@`)
    for (const proxy of [closed, `http://${credentials}@[`, `ftp://${credentials}@127.0.0.1`]) {
      const { code, hint } = await ask({ HTTPS_PROXY: proxy })
      assert.equal(code, 'ERR_IMS_UNREACHABLE', proxy)
      assert.match(hint, /proxy|PROXY/)
    }
  })
})

describe('a private CA', () => {
  it('is trusted if NODE_EXTRA_CA_CERTS names it, and otherwise the hint says so', async () => {
    const ims = `https://localhost:${(await serveTls(sandbox, 'localhost')).port}`
    const { code, message, hint } = await ask({}, ims)
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(message, /authority that is not trusted/)
    assert.match(hint, /NODE_EXTRA_CA_CERTS/)
  })

  it('does not make a certificate valid for another name', async () => {
    const other = await serveTls(sandbox, 'other.example.test')
    const { code, message } = await ask({ NODE_EXTRA_CA_CERTS: other.authorityFile }, `https://localhost:${other.port}`)
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(message, /for another name/)
  })

  it('without a proxy', async () => {
    const local = await serveTls(sandbox, 'localhost')
    const { accessToken, ...rest } = await ask(
      { NODE_EXTRA_CA_CERTS: local.authorityFile },
      `https://localhost:${local.port}`,
    )
    assert.match(accessToken ?? JSON.stringify(rest), /^eyJ/)
  })
})
