// imskit serve: its configuration file, and the passphrases of the keys that it needs.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { createSandbox } from '../../../js/sandbox.js'
import { imskit, startServe } from '../../support/cli.js'
import { identity, makeClient } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { serveApp } from '../../support/servers.js'
import { interrupt, onTerminal } from '../../support/terminal.js'

const key = makeKey()
const { folder: cwd } = key
const { clientId, clientSecret } = identity
const headers = { 'content-type': 'application/json' }
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  write('connection.json', connect())
})

/** @param {Record<string, unknown>} [changes] */
const connect = (changes) => ({ ...identity, imsHost: ims, privateKeyFile: 'private.key', ...changes })

/** @param {string} name @param {unknown} content text as it is */
function write(name, content) {
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

/**
 * @param {Awaited<ReturnType<typeof startServe>>} server @param {object} body
 * @returns {Promise<{ status: number, answer: any }>}
 */
async function post(server, body) {
  const response = await server.fetch('/api/token', { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, answer: await response.json() }
}

/** @param {string} name @param {string[]} [more] */
async function sign(name, more = []) {
  const { stdout, stderr } = await imskit(['jwt', name, ...more], { cwd })
  assert.match(stdout, /^eyJ/, stderr)
  return stdout.trim()
}

/** A port that is free now. */
async function findPort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('imskit serve --config', () => {
  it('applies every member of the file, with paths relative to it', async () => {
    mkdirSync(join(cwd, 'etc'))
    const port = await findPort()
    const runtimeEnvironments = [{ name: 'Agent 7', kind: 'secure-agent' }]
    write('etc/serve.json', {
      ...{ port, runtimeEnvironments, imsOrigins: [ims], allowedOrigins: ['https://console.example'] },
      ...{ connections: '../connection.json', rateLimit: { requests: 4, seconds: 60, addressHeader: 'x-real-ip' } },
    })
    const server = await startServe(['--config', 'etc/serve.json'], { cwd })
    try {
      assert.equal(server.origin, `http://127.0.0.1:${port}`)
      const context = await (await server.fetch('/api/context')).json()
      assert.deepEqual(context, { takenNames: [identity.name], runtimeEnvironments })
      const jwt = await sign('connection.json')
      assert.equal((await post(server, { connection: identity.name, jwt })).status, 200)
      const elsewhere = { clientId, clientSecret, jwt, imsExchange: 'https://ims-na1.adobelogin.com/ims/exchange/jwt' }
      assert.equal((await post(server, elsewhere)).answer.code, 'ERR_HOST_FORBIDDEN_IMS')

      const authorization = { authorization: `Bearer ${server.key}` }
      /** @param {Record<string, string>} given @returns {Promise<import('node:http').IncomingMessage>} */
      const ask = (given) =>
        new Promise((resolve, reject) => {
          const sent = httpRequest(`${server.origin}/api/context`, { headers: { ...authorization, ...given } }, resolve)
          sent.once('error', reject).end()
        })
      const proxied = await ask({ host: 'console.example', origin: 'https://console.example' })
      assert.equal(proxied.headers['access-control-allow-origin'], 'https://console.example')
      assert.equal((await ask({})).statusCode, 429)
      assert.equal((await ask({ 'x-real-ip': '192.0.2.1' })).statusCode, 200)
    } finally {
      assert.equal((await server.stop()).code, 0)
    }
  })

  it('is overridden by the command line', async () => {
    write('serve.json', { port: 1, connections: 'nowhere.json', imsOrigins: ['https://ims.example'], rateLimit: false })
    const args = ['connection.json', '--config', 'serve.json', '--port', '0', '--sandbox']
    const server = await startServe(args, { cwd })
    try {
      assert.ok(server.sandboxUrl)
      write('at-sandbox.json', connect({ imsHost: server.sandboxUrl }))
      const { status } = await post(server, { connection: identity.name, jwt: await sign('at-sandbox.json') })
      assert.equal(status, 200)
    } finally {
      await server.stop()
    }
  })

  /** @type {[config: unknown, field: string, code: string, text: RegExp][]} */
  const mistakes = [
    [[], '', 'invalid_value', /an object\. It is an array/],
    [null, '', 'invalid_value', /It is null/],
    [{ Port: 1 }, 'Port', 'unknown_member', /Did you mean port\?/],
    [{ constructor: 1 }, 'constructor', 'unknown_member', /Unknown option/],
    [{ port: '8080' }, 'port', 'invalid_value', /from 0 to 65535\. It is another string[\s\S]*"port": 8080/],
    [{ port: 70_000 }, 'port', 'invalid_value', /It is 70000/],
    [{ imsOrigins: 'https://a.example' }, 'imsOrigins', 'invalid_value', /at least one origin\. It is another string/],
    [{ imsOrigins: [] }, 'imsOrigins', 'invalid_value', /names no origin/],
    [
      { imsOrigins: ['https://a.example', 'http://a.example'] },
      'imsOrigins[1]',
      'invalid_value',
      /an https origin, or an http origin on/,
    ],
    [{ allowedOrigins: ['https://a.example/path'] }, 'allowedOrigins[0]', 'invalid_value', /no path/],
    [{ allowedOrigins: ['*'] }, 'allowedOrigins[0]', 'invalid_value', /an origin/],
    [{ connections: ['a.json'] }, 'connections', 'invalid_value', /the name of a connection file\. It is an array/],
    [{ runtimeEnvironments: [{ name: 'x' }] }, 'runtimeEnvironments[0].kind', 'missing_member', /is missing/],
    [
      { runtimeEnvironments: [{ name: 'x', kind: 'agent' }] },
      'runtimeEnvironments[0].kind',
      'invalid_value',
      /secure-agent/,
    ],
    [{ rateLimit: true }, 'rateLimit', 'invalid_value', /an object, or false\. It is true[\s\S]*false to turn it off/],
    [{ rateLimit: { requests: 0 } }, 'rateLimit.requests', 'invalid_value', /of at least 1/],
    [{ rateLimit: { perMinute: 1 } }, 'rateLimit.perMinute', 'unknown_member', /requests, seconds, addressHeader/],
    [{ rateLimit: { addressHeader: 'x y' } }, 'rateLimit.addressHeader', 'invalid_value', /name of a header/],
  ]
  for (const [i, [config, field, code, text]] of mistakes.entries()) {
    it(`says what is wrong with ${JSON.stringify(config)}`, async () => {
      const name = write(`wrong-${i}.json`, config)
      const shown = await imskit(['serve', '--config', name], { cwd })
      assert.equal(shown.code, 1)
      assert.match(shown.stderr, /wrong-\d+\.json cannot be used as configuration/)
      assert.match(shown.stderr.replaceAll(/\s+/g, ' '), text)
      const { error } = (await imskit(['serve', '--config', name, '--json'], { cwd })).json()
      assert.equal(error.code, 'ERR_SERVE_CONFIG')
      assert.deepEqual(
        error.issues.map((/** @type {any} */ issue) => [issue.field, issue.code]),
        [[field, code]],
      )
    })
  }

  it('reports every mistake at once, and no value', async () => {
    write('wrong.json', {
      port: clientSecret,
      imsOrigins: [clientSecret],
      [`x${clientSecret}`]: 1,
      rateLimit: { seconds: clientSecret },
    })
    const { code, stdout, stderr } = await imskit(['serve', '--config', 'wrong.json'], { cwd })
    assert.deepEqual([code, stdout], [1, ''])
    for (const field of ['port', 'imsOrigins[0]', 'rateLimit.seconds']) assert.ok(stderr.includes(field), field)
    assert.ok(!stderr.includes(clientSecret), stderr)
  })

  it('says that a file is missing or is not JSON', async () => {
    const missing = await imskit(['serve', '--config', 'nowhere.json'], { cwd })
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /nowhere\.json does not exist/)
    write('broken.json', '{\n  "port": 8080,\n}')
    const broken = await imskit(['serve', '--config', 'broken.json'], { cwd })
    assert.equal(broken.code, 1)
    assert.match(broken.stderr, /broken\.json is not JSON: see line 3, column 1[\s\S]*Remove the comma/)
  })
})

describe('a key of the file that is encrypted', () => {
  const passphrase = 'planted-Passphrase'
  before(() => {
    const encrypt = ['-aes256', '-passout', `pass:${passphrase}`, '-out', join(cwd, 'encrypted.key')]
    openssl(['pkey', '-in', key.privateKeyFile, ...encrypt])
    write('passphrase', `${passphrase}\n`)
    write('wrong-passphrase', 'mistaken\n')
    write('locked.json', [connect({ name: 'Open' }), connect({ name: 'Locked', privateKeyFile: 'encrypted.key' })])
  })

  it('is decrypted with --passphrase-file if the sandbox needs it', async () => {
    const server = await startServe(['locked.json', '--sandbox', '--port', '0', '--passphrase-file', 'passphrase'], {
      cwd,
    })
    try {
      const at = { imsHost: server.sandboxUrl }
      write('locked-one.json', connect({ ...at, privateKeyFile: 'encrypted.key' }))
      const jwt = await sign('locked-one.json', ['--passphrase-file', 'passphrase'])
      assert.equal((await post(server, { connection: 'Locked', jwt })).status, 200)
    } finally {
      assert.ok(!(await server.stop()).stderr.includes(passphrase))
    }
  })

  it('is not decrypted if nothing is signed', async () => {
    const server = await startServe(['locked.json', '--port', '0'], { cwd })
    assert.equal((await server.stop()).code, 0)
  })

  it('has its passphrase asked for on a terminal only, and a wrong one is reported', async () => {
    const unasked = await imskit(['serve', 'locked.json', '--sandbox', '--port', '0'], { cwd })
    assert.equal(unasked.code, 2)
    assert.match(unasked.stderr, /Locked is encrypted[\s\S]*--passphrase-file/)
    const args = ['serve', 'locked.json', '--sandbox', '--port', '0', '--passphrase-file', 'wrong-passphrase']
    const wrong = await imskit(args, { cwd })
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /private key of Locked cannot be used[\s\S]*passphrase/)
  })

  it('has its passphrase asked for on a terminal, and is then served', async () => {
    const { output } = await onTerminal('serve locked.json --sandbox --port 0', {
      cwd,
      typed: [
        [/Passphrase of the private key: /, `${passphrase}\n`],
        [/Console +http:/, interrupt],
      ],
    })
    assert.match(output, /The private key of Locked is encrypted\.\s+Passphrase of the private key: \s+Console +http:/)
    assert.ok(!output.includes(passphrase), output)
  })
})
