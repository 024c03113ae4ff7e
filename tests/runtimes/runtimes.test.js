// Runs one suite in every runtime, with the packed package installed once.
import assert from 'node:assert/strict'
import { createPublicKey, sign } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { before, it } from 'node:test'
import { Hono } from 'hono'
import { createSandbox } from '../../js/sandbox.js'
import { identity, makeClient, makeConnection } from '../support/connections.js'
import { install, pack, run } from '../support/installed.js'
import { serveApp } from '../support/servers.js'
import { recordWorking } from '../support/working.js'

const folder = resolve(import.meta.dirname, '../../build/runtimes')
const read = (/** @type {string} */ name) => readFileSync(new URL(`../vectors/keys/${name}`, import.meta.url), 'utf8')
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

/** The input and the expected signature, by node:crypto. */
function makeFixture() {
  const [privateKey, certificate] = [read('rsa2048.pkcs8.pem'), read('rsa2048.certificate.pem')]
  const [imsHost, clientSecret] = ['https://ims.example.com', 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123']
  const now = new Date('2026-01-01T00:00:00Z')
  const claims = {
    exp: now.getTime() / 1000 + 300,
    iss: identity.organizationId,
    sub: identity.technicalAccountId,
    aud: `${imsHost}/c/${identity.clientId}`,
    [`${imsHost}/s/ent_analytics_bulk_ingest_sdk`]: true,
  }
  const input = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return {
    connection: makeConnection({ privateKey }, imsHost, { clientSecret }),
    client: makeClient({ certificate }, { clientSecret }),
    certificate,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }),
    now,
    jwt: `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`,
  }
}

before(
  () => {
    install(pack(folder), import.meta.dirname, folder)
    const lines = Object.entries(makeFixture()).map(([name, value]) => {
      const text = value instanceof Date ? `new Date(${value.getTime()})` : JSON.stringify(value)
      return `export const ${name} = ${text}\n`
    })
    writeFileSync(join(folder, 'fixture.js'), lines.join(''))
  },
  { timeout: 600_000 },
)

/** @param {string} name @param {() => Promise<{ version: string, result: any }>} runSuite */
const test = (name, runSuite) =>
  it(`works in ${name}`, { timeout: 300_000 }, async () => {
    const { version, result } = await runSuite()
    assert.deepEqual(result.failed, [])
    const hosts = result.passed.includes('host')
    assert.equal(result.passed.length, hosts ? 9 : 8)
    const what = 'validates, signs, gets a token'
    recordWorking('runtimes', name, version, hosts ? `${what}, runs the host` : what)
  })

/** A program that prints the result in its last line. @param {string} dependency of package.json @param {string} command @param {string[]} args */
const runProgram = async (dependency, command, args) => ({
  version: dependencies[dependency].split('@').at(-1),
  result: JSON.parse(run(`node_modules/${command}`, args, folder).split('\n').at(-1) ?? ''),
})

/** @param {string} file @param {string} conditions @param {string[]} more */
function bundle(file, conditions, ...more) {
  const to = ['--bundle', '--format=esm', '--outdir=bundle', `--conditions=${conditions}`]
  run('node_modules/.bin/esbuild', [file, ...to, ...more], folder)
  return statSync(join(folder, 'bundle', file)).size
}

for (const major of [20, 22, 24, 26]) {
  test(`Node ${major}`, () => runProgram(`node${major}`, `node${major}/bin/node`, ['run.js']))
}
test('Deno', () => runProgram('deno', '.bin/deno', ['run', '--allow-env', '--allow-read', 'run.js']))
test('Bun', () => runProgram('bun', '.bin/bun', ['run.js']))
test('Workers (workerd)', () => {
  // As wrangler bundles it.
  const files = ['--external:node:*', '--loader:.wasm=copy', '--asset-names=[name]']
  assert.ok(bundle('worker.js', 'workerd,worker,browser', ...files) < 350_000, 'a second copy of the core is in it')
  return runProgram('workerd', '.bin/workerd', ['test', 'worker.capnp'])
})

const engines = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' }
const places = { page: '', worker: ', a worker', serviceWorker: ', a service worker' }
const version = String.raw`/(?:Chrome|Firefox|Version)\/(\d+)/.exec(navigator.userAgent)?.[1] ?? ''`
for (const [engine, name] of Object.entries(engines)) {
  for (const [runner, place] of Object.entries(places)) {
    test(`${name}${place}`, async () => {
      bundle('browser.js', 'browser')
      const url = await serveApp(serveBrowser())
      /** @type {import('../browser/engines/engine.js').Engine} */
      const browser = await (await import(`../browser/engines/${engine}.js`)).launch()
      try {
        const tab = await browser.open()
        await tab.goto(`${url}/`)
        return { version: await tab.run(version), result: await tab.run(`runners.${runner}()`) }
      } finally {
        await browser.close()
      }
    })
  }
}

/** Serves the program and the sandbox under one origin. */
function serveBrowser() {
  const { client, connection } = makeFixture()
  const sandbox = createSandbox({ clients: [client] })
  const script = readFileSync(join(folder, 'bundle/browser.js'))
  return new Hono()
    .get('/', (c) => c.html('<link rel="icon" href="data:,"><script type="module" src="/browser.js"></script>'))
    .get('/browser.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }))
    .post('*', (c) => sandbox.fetch(new Request(new URL(c.req.path, connection.imsHost), c.req.raw)))
}
