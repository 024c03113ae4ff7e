// The organization's connections by HTTP: real files, the real server. What is planted as a secret must be in no answer.
import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startServer } from '../../../js/cli/serve.js'
import { load } from '../../../js/index.js'
import { startServe } from '../../support/cli.js'
import { identity } from '../../support/connections.js'
import { makeFolder, makeKey, openssl } from '../../support/keys.js'

const key = makeKey()
const passphrase = 'planted-Passphrase-of-the-key'
const otherSecret = 'p8e-planted-other-Secret_0123456789ab'
const folder = mkdtempSync(join(tmpdir(), 'imskit-'))
const file = join(folder, 'connections.json')
const encryptedKeyFile = join(folder, 'encrypted.key')
openssl(['pkey', '-in', key.privateKeyFile, '-aes256', '-passout', `pass:${passphrase}`, '-out', encryptedKeyFile])
const encryptedKey = readFileSync(encryptedKeyFile, 'utf8')
writeFileSync(join(folder, 'private.key'), key.privateKey)

/** Lines of keys, too: half a key is a secret as well. */
const lines = [key.privateKey, encryptedKey].flatMap((pem) => pem.split('\n').filter((line) => line.length > 30))
const planted = [...lines, passphrase, otherSecret, identity.clientSecret]
const { clientSecret, ...open } = identity

/** @param {unknown} content text as it is */
const write = (content) => writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
const readText = () => readFileSync(file, 'utf8')
const read = () => JSON.parse(readText())

const consoleKey = 'a-key-that-all-consoles-of-this-file-have'
/** @type {Awaited<ReturnType<typeof startServer>>} */
let server
const told = []
const logger = { info: (...args) => told.push(args), warn: (...args) => told.push(args) }
/** @param {Parameters<typeof startServer>[0]} [options] */
const start = (options) => startServer({ file, port: 0, rateLimit: false, logger, key: consoleKey, ...options })
before(async () => {
  write([])
  server = await start()
})
beforeEach(() => write([]))
after(async () => {
  await server.close()
  assert.ok(
    planted.every((secret) => !JSON.stringify(told).includes(secret)),
    'a secret was logged',
  )
  rmSync(folder, { recursive: true, force: true })
})

/**
 * @param {string} method @param {string} path
 * @param {{ body?: unknown, version?: string, headers?: Record<string, string>, to?: string }} [options]
 */
async function ask(method, path, { body, version, headers, to = server.origin } = {}) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const match = version === undefined ? {} : { 'if-match': `"${version}"` }
  const response = await new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${to}/api/${path}`,
      { method, headers: { authorization: `Bearer ${consoleKey}`, ...type, ...match, ...headers } },
      resolve,
    )
    sent.once('error', reject).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  const answer = await text(response)
  for (const secret of planted) assert.ok(!answer.includes(secret), `a secret was told: ${answer.slice(0, 200)}`)
  assert.ok(!answer.includes(folder), `the folder was told: ${answer.slice(0, 300)}`)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: answer === '' ? undefined : JSON.parse(answer),
  }
}

/** @param {string} [to] */
const list = async (to) => (await ask('GET', 'connections', { to })).body

/**
 * A change from the list as it is now.
 * @param {string} method @param {string} name @param {unknown} [body] @param {string} [to]
 */
async function change(method, name, body, to) {
  const { version } = await list(to)
  return ask(method, `connections${/^[?]|^$/.test(name) ? name : `/${name}`}`, { body, version, to })
}

/** @param {{ status?: number, body: any }} answer @param {number} status @param {string} code @param {string} [field] */
function assertRefused(answer, status, code, field) {
  assert.deepEqual(
    [answer.status, answer.body.code, answer.body.field],
    [status, code, field],
    JSON.stringify(answer.body),
  )
  assert.ok(answer.body.message)
}

describe('GET /api/connections', () => {
  it('lists what the file holds, without its secrets', async () => {
    write([
      { ...identity, privateKeyFile: 'private.key', description: 'Nightly', metaScopes: ['ent_user_sdk'], team: 'A' },
      { ...open, name: 'Locked', privateKey: encryptedKey, clientSecret: { env: 'IMSKIT_NOT_SET' } },
      { ...open, name: 'Unlocked', privateKey: encryptedKey, passphrase },
      { ...open, name: 'Bare' },
    ])
    const { headers, body } = await ask('GET', 'connections')
    assert.equal(headers.etag, `"${body.version}"`)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(body.file, 'connections.json')
    const [first, locked, unlocked, bare] = body.connections
    assert.deepEqual(first, {
      ...{ number: 1, ...open, description: 'Nightly', metaScopes: ['ent_user_sdk'] },
      ...{
        kept: ['clientSecret', 'privateKey'],
        missing: [],
        needs: [],
        unique: true,
        state: 'warnings',
        issues: first.issues,
      },
    })
    assert.deepEqual(
      first.issues.map((issue) => [issue.field, issue.code]),
      [
        ['clientSecret', 'unusual_format'],
        ['team', 'unknown_field'],
      ],
    )
    assert.deepEqual([locked.kept, locked.state], [['clientSecret', 'privateKey'], 'errors'])
    assert.deepEqual(
      locked.issues.map((issue) => [issue.field, issue.code]),
      [
        ['clientSecret', 'missing_variable'],
        ['passphrase', 'passphrase_required'],
      ],
    )
    assert.deepEqual([unlocked.kept, unlocked.state], [['privateKey', 'passphrase'], 'valid'])
    assert.deepEqual([bare.kept, bare.state, bare.issues], [[], 'valid', []])
  })

  it('lists entries that are not connections, and entries that share a name', async () => {
    write([5, { ...open }, { ...open, name: open.name.toUpperCase() }, { clientId: 'x', name: 7 }])
    const { connections } = await list()
    assert.deepEqual(
      connections.map(({ number, state, issues }) => [number, state, issues[0].code]),
      [
        [1, 'errors', 'not_an_object'],
        [2, 'errors', 'not_unique'],
        [3, 'errors', 'not_unique'],
        [4, 'errors', 'invalid_type'],
      ],
    )
  })

  it('does not miss the key of a connection with scopes, which is for client_credentials', async () => {
    write([{ ...open, technicalAccountId: undefined, clientSecret, scopes: ['openid'] }])
    const [{ needs, kept, issues }] = (await list()).connections
    assert.deepEqual([needs, kept], [[], ['clientSecret']])
    assert.ok(!issues.some((/** @type {{ severity: string }} */ { severity }) => severity === 'error'))
  })

  it('compresses a long list, but neither a short one nor the word that restores a connection', async () => {
    const send = async (/** @type {RequestInit} */ { headers, ...request }, path = '') => {
      const own = { authorization: `Bearer ${consoleKey}`, 'accept-encoding': 'gzip' }
      const response = await fetch(`${server.origin}/api/connections${path}`, {
        ...request,
        headers: { ...own, ...headers },
      })
      return { response, encoding: response.headers.get('content-encoding'), body: await response.json() }
    }
    write([{ ...open }])
    const short = await send({})
    assert.ok(JSON.stringify(short.body).length < 1024)
    assert.equal(short.encoding, null)
    write(Array.from({ length: 20 }, (_, i) => ({ ...open, name: `Number ${i}` })))
    const long = await send({})
    assert.deepEqual([long.encoding, long.body.connections.length], ['gzip', 20])
    assert.match(long.response.headers.get('vary') ?? '', /accept-encoding/i)
    assert.equal((await send({ headers: { 'accept-encoding': 'identity' } })).encoding, null)
    const tag = long.response.headers.get('etag') ?? ''
    const left = await send({ method: 'DELETE', headers: { 'if-match': tag } }, '?entry=1')
    assert.deepEqual([left.response.status, left.encoding, left.body.connections.length], [200, null, 19])
  })

  it('lists what is missing by label, or the credential as a whole', async () => {
    write([{ name: 'A' }, { name: 'B', clientId: open.clientId }, { ...open, name: 'C' }, 5])
    assert.deepEqual(
      (await list()).connections.map(({ missing, needs }) => [missing, needs]),
      [
        [['Runtime Environment', 'credential'], []],
        [
          ['Runtime Environment', 'Technical Account ID', 'Organization ID'],
          ['Client Secret', 'Private Key'],
        ],
        [[], ['Client Secret', 'Private Key']],
        [[], []],
      ],
    )
  })

  it('shows no folder of a key file', async () => {
    process.env.IMSKIT_TEST_KEY = join(folder, 'nowhere', 'private.key')
    for (const privateKeyFile of [process.env.IMSKIT_TEST_KEY, { env: 'IMSKIT_TEST_KEY' }]) {
      write([{ ...open, privateKeyFile }])
      const [{ issues, state, kept }] = (await list()).connections
      assert.deepEqual([state, kept, issues[0].code], ['errors', ['privateKey'], 'unreadable_file'])
      assert.equal(issues[0].message, 'private.key does not exist.')
    }
  })

  it('checks against the runtime environments', async () => {
    const runtimeEnvironments = [{ name: 'Agent 1', kind: /** @type {const} */ ('hosted-agent') }]
    write([open])
    const other = await start({ runtimeEnvironments })
    try {
      assert.equal((await list(other.origin)).connections[0].issues[0].code, 'unsupported_runtime')
    } finally {
      await other.close()
    }
  })

  it('says what is wrong with the file, by its base name', async () => {
    write('[{]')
    assertRefused(await ask('GET', 'connections'), 500, 'ERR_FILE_NOT_JSON')
    assertRefused(await ask('GET', 'context'), 500, 'ERR_FILE_NOT_JSON')
    rmSync(file)
    const { body } = await ask('GET', 'connections')
    assert.deepEqual([body.code, body.message], ['ERR_FILE_UNREADABLE', 'connections.json does not exist.'])
  })
})

describe('POST /api/connections', () => {
  it('adds a connection, without its secrets', async () => {
    const connection = { ...identity, name: ' New ', privateKey: key.privateKey, imsHost: '' }
    const answer = await change('POST', '', { connection })
    assert.equal(answer.status, 201)
    assert.deepEqual(read(), [{ ...open, name: 'New' }])
    assert.deepEqual(answer.body, await list())
    assert.deepEqual((await ask('GET', 'context')).body.takenNames, ['New'])
  })

  it('writes the secrets if asked to', async () => {
    const connection = { ...identity, privateKey: encryptedKey, passphrase }
    const answer = await change('POST', '', { connection, keepSecrets: true })
    assert.deepEqual(answer.body.connections[0].kept, ['clientSecret', 'privateKey', 'passphrase'])
    assert.deepEqual(read(), [connection])
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('makes an array of a single connection, and keeps one that stays single', async () => {
    write(open)
    assert.equal((await change('PUT', 'Analytics%20Prod', { connection: { ...open, description: 'x' } })).status, 200)
    assert.deepEqual(read(), { ...open, description: 'x' })
    await change('POST', '', { connection: { name: 'Second' } })
    assert.deepEqual(read(), [{ ...open, description: 'x' }, { name: 'Second' }])
  })

  it('saves an incomplete connection, but not without a unique name', async () => {
    write([open])
    const half = await change('POST', '', { connection: { name: 'Half', organizationId: 'ACME' } })
    assert.deepEqual([half.status, half.body.connections[1].state], [201, 'errors'])
    for (const [name, code] of [
      ['', 'required'],
      [undefined, 'required'],
      ['a/b', 'invalid_character'],
      ['analytics PROD ', 'not_unique'],
    ]) {
      const answer = await change('POST', '', { connection: { ...open, name } })
      assertRefused(answer, 400, 'ERR_CONNECTION_INVALID', 'name')
      assert.equal(answer.body.issues[0].code, code)
    }
    assert.equal(read().length, 2)
  })

  /** @type {[string, unknown][]} */
  const bad = [
    ['no JSON', '{'],
    ['an array', []],
    ['another member', { connection: { name: 'x' }, force: true }],
    ['keepSecrets that is no boolean', { connection: { name: 'x' }, keepSecrets: 'yes' }],
    ['a connection that is none', { connection: 'x' }],
    ['a key file', { connection: { name: 'x', privateKeyFile: '/etc/passwd' } }],
    ['a variable', { connection: { name: 'x', description: { env: 'HOME' } } }],
    ['a variable in a list', { connection: { name: 'x', scopes: [{ env: 'HOME' }] } }],
    ['__proto__', '{"connection":{"name":"x","__proto__":{}}}'],
    ['a word to restore that is none', { restore: 5 }],
    ['a connection beside it', { restore: 'x', connection: { name: 'x' } }],
  ]
  for (const [title, body] of bad) {
    it(`refuses ${title}`, async () => {
      const answer = await change('POST', '', body)
      assert.deepEqual([answer.status, answer.body.code], [400, 'ERR_HOST_BAD_REQUEST'])
      assert.deepEqual(read(), [])
    })
  }

  it('refuses foreign origins and names, other types, large bodies, other methods', async () => {
    const { version } = await list()
    const body = { connection: { name: 'x' } }
    const post = (headers) => ask('POST', 'connections', { body, version, headers })
    assertRefused(await post({ origin: 'https://evil.example' }), 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
    assertRefused(await post({ host: 'evil.example' }), 403, 'ERR_HOST_FORBIDDEN_HOST')
    assertRefused(await post({ 'content-type': 'text/plain' }), 415, 'ERR_HOST_CONTENT_TYPE')
    const large = { connection: { name: 'x', description: 'x'.repeat(65_536) } }
    assertRefused(await ask('POST', 'connections', { body: large, version }), 413, 'ERR_HOST_TOO_LARGE')
    assertRefused(await ask('PATCH', 'connections', { body, version }), 405, 'ERR_HOST_METHOD')
    const { headers, ...answer } = await ask('POST', 'connections/x', { body, version })
    assertRefused(answer, 405, 'ERR_HOST_METHOD')
    assert.equal(headers.allow, 'PUT, DELETE')
    const foreign = { version, headers: { origin: 'https://evil.example' } }
    assertRefused(await ask('DELETE', 'connections/x', foreign), 403, 'ERR_HOST_FORBIDDEN_ORIGIN')
    assert.deepEqual(read(), [])
  })
})

describe('PUT /api/connections/:name', () => {
  it('changes only what was changed: members, their order, variables and secrets stay', async () => {
    process.env.IMSKIT_TEST_CLIENT = identity.clientId
    const before = {
      ...{ team: { id: 1 }, clientSecret: identity.clientSecret, organizationId: open.organizationId },
      ...{ name: ' Analytics Prod', clientId: { env: 'IMSKIT_TEST_CLIENT' }, passphrase: { env: 'IMSKIT_NOT_SET' } },
      ...{
        description: 'old',
        imsHost: { env: 'IMSKIT_NOT_SET' },
        metaScopes: ['ent_user_sdk'],
        privateKeyFile: 'private.key',
      },
    }
    write([{ name: 'First' }, before, { name: 'Last', odd: null }])
    const { number, kept, missing, needs, unique, state, issues, ...listed } = (await list()).connections[1]
    assert.equal(listed.clientId, identity.clientId)
    const { metaScopes, ...asked } = listed // which the form does not ask
    const connection = {
      ...asked,
      description: 'new',
      runtimeEnvironment: 'Agent 2',
      clientSecret: otherSecret,
      privateKey: 'x',
    }
    assert.equal((await change('PUT', 'analytics%20prod', { connection })).status, 200)
    const expected = [
      { name: 'First' },
      { ...before, description: 'new', runtimeEnvironment: 'Agent 2' },
      { name: 'Last', odd: null },
    ]
    assert.deepEqual(read(), expected)
    assert.deepEqual(Object.keys(read()[1]), Object.keys(expected[1] ?? {}))
    const { description, ...rest } = connection
    await change('PUT', 'Analytics%20Prod', { connection: { ...rest, name: 'Renamed', metaScopes: [] } })
    assert.deepEqual(
      Object.keys(read()[1]),
      Object.keys(expected[1] ?? {}).filter((name) => !['description', 'metaScopes'].includes(name)),
    )
    assert.deepEqual(read()[1].name, 'Renamed')
  })

  it('removes the secrets of an entry whose name is wrong, but gives no entry a wrong name', async () => {
    for (const [name, place] of [
      ['Clicks/EU', 'Clicks%2FEU'],
      ['', '?entry=1'],
    ]) {
      write([{ ...identity, name }])
      const remove = (/** @type {string} */ to) =>
        change('PUT', place, { connection: { ...open, name: to }, removeSecrets: true })
      assertRefused(await remove('also/wrong'), 400, 'ERR_CONNECTION_INVALID', 'name')
      assert.equal(read()[0].clientSecret, identity.clientSecret)
      assert.equal((await remove(name)).status, 200)
      assert.deepEqual(read(), [{ ...open, name }])
    }
  })

  it('writes new secrets if asked to; a new key has its own passphrase or none', async () => {
    write([{ ...identity, privateKeyFile: 'private.key', passphrase }])
    const save = (given) => change('PUT', 'Analytics%20Prod', { connection: { ...open, ...given }, keepSecrets: true })
    await save({ clientSecret: '', privateKey: '' })
    assert.deepEqual(read(), [{ ...identity, privateKeyFile: 'private.key', passphrase }])
    await save({ clientSecret: otherSecret })
    assert.deepEqual(read(), [{ ...identity, clientSecret: otherSecret, privateKeyFile: 'private.key', passphrase }])
    await save({ privateKey: key.privateKey })
    assert.deepEqual(read(), [{ ...open, clientSecret: otherSecret, privateKey: key.privateKey }])
    await save({ privateKey: encryptedKey, passphrase })
    assert.deepEqual(read(), [{ ...open, clientSecret: otherSecret, privateKey: encryptedKey, passphrase }])
  })

  it('keeps names unique and known', async () => {
    write([open, { ...open, name: 'Other' }])
    const put = (name, connection) => change('PUT', name, { connection: { ...open, ...connection } })
    assertRefused(await put('Other', { name: 'ANALYTICS PROD' }), 400, 'ERR_CONNECTION_INVALID', 'name')
    assertRefused(await put('nobody', {}), 404, 'ERR_HOST_UNKNOWN_CONNECTION')
    assert.equal((await put('other', { name: 'OTHER' })).status, 200)
    assert.equal(read()[1].name, 'OTHER')
  })

  it('asks which entry is meant if names are shared or missing', async () => {
    write([open, { ...open, clientId: 'second' }, { clientId: 'unnamed' }, 5])
    assertRefused(await change('DELETE', 'Analytics%20Prod'), 400, 'ERR_HOST_BAD_REQUEST')
    assertRefused(await change('PUT', '?entry=x', { connection: open }), 400, 'ERR_HOST_BAD_REQUEST', 'entry')
    assertRefused(await change('PUT', '?entry=4', { connection: open }), 400, 'ERR_HOST_BAD_REQUEST')
    assert.equal(
      (await change('PUT', 'Analytics%20Prod?entry=2', { connection: { ...open, name: 'Two' } })).status,
      200,
    )
    const { version } = await list()
    const named = { connection: { name: 'Three', clientId: 'unnamed' } }
    assert.equal((await ask('PUT', 'connections?entry=3', { body: named, version })).status, 200)
    assert.equal((await change('DELETE', '?entry=4')).status, 200)
    assert.deepEqual(
      read().map(({ name }) => name),
      ['Analytics Prod', 'Two', 'Three'],
    )
  })
})

describe('DELETE /api/connections/:name', () => {
  it('removes a connection, and restores it where it was', async () => {
    const kept = { ...identity, name: 'Kept', privateKey: key.privateKey, odd: [1] }
    const content = [open, kept, { ...open, name: 'Last' }]
    write(content)
    const { body, status } = await change('DELETE', 'kept')
    assert.equal(status, 200)
    assert.deepEqual(read(), [content[0], content[2]])
    const { undo, removed, ...left } = body
    assert.equal(removed, 'Kept')
    assert.deepEqual(left, await list())
    assert.equal((await change('POST', '', { restore: undo })).status, 201)
    assert.deepEqual(read(), content)
    assertRefused(await change('POST', '', { restore: undo }), 404, 'ERR_HOST_UNKNOWN_CONNECTION')
  })

  it('does not restore a connection whose name is taken now, but keeps it', async () => {
    write([open])
    const { undo } = (await change('DELETE', 'Analytics%20Prod')).body
    assert.deepEqual(read(), [])
    await change('POST', '', { connection: { name: open.name } })
    assertRefused(await change('POST', '', { restore: undo }), 400, 'ERR_CONNECTION_INVALID', 'name')
    await change('DELETE', 'Analytics%20Prod')
    assert.equal((await change('POST', '', { restore: undo })).status, 201)
    assert.deepEqual(read(), [open])
  })

  it('restores one of several connections with the same name', async () => {
    const content = [open, { ...open, description: 'the other one' }]
    write(content)
    const { undo } = (await change('DELETE', '?entry=1')).body
    assert.deepEqual(read(), [content[1]])
    assert.equal((await change('POST', '', { restore: undo })).status, 201)
    assert.deepEqual(read(), content)
  })

  it('keeps nothing to restore if it could not remove', async () => {
    write([open])
    assertRefused(await change('DELETE', 'nobody'), 404, 'ERR_HOST_UNKNOWN_CONNECTION')
    const stale = await ask('DELETE', 'connections/Analytics%20Prod', { version: 'stale' })
    assertRefused(stale, 412, 'ERR_HOST_CHANGED')
    assert.deepEqual(read(), [open])
  })
})

describe('the version', () => {
  it('is required', async () => {
    for (const match of [undefined, '*', 'x', 'w/"x"']) {
      const headers = match === undefined ? undefined : { 'if-match': match }
      const body = { connection: { name: 'x' } }
      assertRefused(await ask('POST', 'connections', { body, headers }), 400, 'ERR_HOST_BAD_REQUEST')
    }
    assertRefused(await ask('DELETE', 'connections/x'), 400, 'ERR_HOST_BAD_REQUEST')
  })

  it('lets one of several changes win, and none be lost', async () => {
    write([open])
    const { version } = await list()
    const saves = ['a', 'b', 'c', 'd'].map((description) =>
      ask('PUT', 'connections/Analytics%20Prod', { body: { connection: { ...open, description } }, version }),
    )
    const answers = await Promise.all(saves)
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412])
    const winner = answers.findIndex(({ status }) => status === 200)
    assert.equal(read()[0].description, 'abcd'[winner])
  })

  it('sees changes by other programs', async () => {
    write([open])
    const { version } = await list()
    const theirs = [{ ...open, description: 'by hand' }]
    write(theirs)
    const body = { connection: { ...open, description: 'by the page' } }
    const answer = await ask('PUT', 'connections/Analytics%20Prod', { body, version })
    assertRefused(answer, 412, 'ERR_HOST_CHANGED')
    assert.ok(answer.body.hint)
    assert.deepEqual(read(), theirs)
    assert.equal((await list()).connections[0].description, 'by hand')
  })

  it('does not overwrite a file that was damaged or removed in the meantime', async () => {
    write([open])
    const { version } = await list()
    const body = { connection: { name: 'x' } }
    write('[{"name": ')
    assertRefused(await ask('POST', 'connections', { body, version }), 500, 'ERR_FILE_NOT_JSON')
    assert.equal(readText(), '[{"name": ')
    rmSync(file)
    assertRefused(await ask('POST', 'connections', { body, version }), 500, 'ERR_FILE_UNREADABLE')
    assert.ok(!readdirSync(folder).includes('connections.json'))
  })
})

describe('writing', () => {
  it('follows a symbolic link, and leaves it one', async () => {
    const link = join(folder, 'link.json')
    symlinkSync(file, link)
    const linked = await start({ file: link })
    try {
      const answer = await change('POST', '', { connection: { name: 'x' } }, linked.origin)
      assert.deepEqual([answer.status, answer.body.file], [201, 'link.json'])
      assert.deepEqual(read(), [{ name: 'x' }])
      assert.ok(lstatSync(link).isSymbolicLink())
    } finally {
      await linked.close()
      rmSync(link)
    }
  })

  it('leaves the old file as is if it fails', async () => {
    write([open])
    // Nobody may write a file of this name, root neither: there is a limit to its length, and the temporary one is longer.
    const long = join(folder, `${'x'.repeat(250)}.json`.slice(-250))
    writeFileSync(long, JSON.stringify([open]))
    const other = await start({ file: long })
    try {
      const answer = await change('POST', '', { connection: { name: 'x' } }, other.origin)
      assertRefused(answer, 500, 'ERR_FILE_UNWRITABLE')
      assert.ok(answer.body.message.includes(basename(long)))
      assert.deepEqual(JSON.parse(readFileSync(long, 'utf8')), [open])
    } finally {
      await other.close()
      rmSync(long)
    }
  })

  it('says that a folder is read-only', async () => {
    write([open])
    chmodSync(file, 0o644)
    chmodSync(folder, 0o555)
    const root = process.getuid?.() === 0 // who writes everywhere, so somebody else has to try
    if (root) process.seteuid?.(65_534)
    try {
      assertRefused(await change('POST', '', { connection: { name: 'x' } }), 500, 'ERR_FILE_UNWRITABLE')
      assert.deepEqual(read(), [open])
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(folder, 0o700)
    }
  })

  it('leaves no other file behind', () => {
    assert.deepEqual(readdirSync(folder).sort(), ['connections.json', 'encrypted.key', 'private.key'])
  })
})

describe('without a file', () => {
  it('keeps the list in memory', async () => {
    const other = await start({ file: undefined })
    try {
      assert.equal((await list(other.origin)).file, null)
      await change('POST', '', { connection: identity, keepSecrets: true }, other.origin)
      const { connections } = await list(other.origin)
      assert.deepEqual(connections[0].kept, ['clientSecret'])
      assert.deepEqual((await ask('GET', 'context', { to: other.origin })).body.takenNames, [identity.name])
      assert.equal((await change('DELETE', 'Analytics%20Prod', undefined, other.origin)).status, 200)
    } finally {
      await other.close()
    }
  })
})

describe('the token host', () => {
  it('uses secrets as soon as they are written', async () => {
    const demo = await start({ sandbox: true })
    try {
      const { clientId, technicalAccountId, organizationId, privateKey, imsHost, ...secrets } =
        demo.demoConnection ?? {}
      const connection = { name: 'Late', clientId, clientSecret: secrets.clientSecret }
      const jwt = (await load()).signJwt({ clientId, technicalAccountId, organizationId, privateKey, imsHost })
      const post = () => ask('POST', 'token', { body: { connection: 'late', jwt }, to: demo.origin })
      assertRefused(await post(), 404, 'ERR_HOST_UNKNOWN_CONNECTION', 'name')
      await change('POST', '', { connection, keepSecrets: true }, demo.origin)
      assert.equal((await post()).status, 200)
      await change('DELETE', 'Late', undefined, demo.origin)
      assertRefused(await post(), 404, 'ERR_HOST_UNKNOWN_CONNECTION', 'name')
    } finally {
      await demo.close()
    }
  })
})

describe('the sandbox', () => {
  const other = { ...open, name: 'OAuth', clientId: 'e'.repeat(32) }
  const credentials = { clientId: other.clientId, clientSecret: otherSecret, grant: 'client_credentials' }
  const byName = { connection: other.name, grant: 'client_credentials' }

  it('gives tokens for saved connections with a client secret and no key', async () => {
    write([{ ...other, clientSecret: otherSecret }])
    const demo = await start({ sandbox: true })
    try {
      const post = (/** @type {object} */ body) => ask('POST', 'token', { body, to: demo.origin })
      for (const body of [credentials, byName]) assert.equal((await post(body)).status, 200)
      assertRefused(await post({ ...byName, scopes: ['openid'] }), 400, 'ERR_HOST_BAD_REQUEST')
      assertRefused(await post({ ...byName, grant: 'jwt' }), 400, 'ERR_HOST_BAD_REQUEST', 'grant')
    } finally {
      await demo.close()
    }
  })

  it('knows connections as soon as they are saved, and survives a damaged file', async () => {
    const demo = await start({ sandbox: true })
    try {
      const post = (/** @type {object} */ body) => ask('POST', 'token', { body, to: demo.origin })
      assert.notEqual((await post(credentials)).status, 200)
      await change('POST', '', { connection: { ...other, clientSecret: otherSecret }, keepSecrets: true }, demo.origin)
      for (const body of [credentials, byName]) assert.equal((await post(body)).status, 200)
      const signer = { ...open, name: 'Signer', clientId: 'd'.repeat(32), clientSecret, privateKey: key.privateKey }
      await change('POST', '', { connection: signer, keepSecrets: true }, demo.origin)
      assert.equal((await post({ connection: signer.name })).status, 200)
      const { clientId, clientSecret: demoSecret } = demo.demoConnection ?? {}
      write('{')
      assert.equal((await post({ clientId, clientSecret: demoSecret, grant: 'client_credentials' })).status, 200)
    } finally {
      await demo.close()
    }
  })
})

describe('with allowedOrigins', () => {
  it('serves no list, because other machines must not read and change the file', async () => {
    write([open])
    const other = await start({ allowedOrigins: ['https://console.example'] })
    try {
      assertRefused(await ask('GET', 'connections', { to: other.origin }), 404, 'ERR_HOST_NOT_FOUND')
      const body = { connection: { name: 'x' } }
      assertRefused(
        await ask('POST', 'connections', { body, version: 'x', to: other.origin }),
        404,
        'ERR_HOST_NOT_FOUND',
      )
      assert.deepEqual((await ask('GET', 'context', { to: other.origin })).body.takenNames, [open.name])
    } finally {
      await other.close()
    }
  })
})

describe('imskit serve', () => {
  it('says what it did, and no secret', async () => {
    const keyFile = join(makeFolder(), 'console.key')
    writeFileSync(keyFile, `${consoleKey}\n`)
    const served = await startServe([basename(file), '--port', '0', '--key-file', keyFile], { cwd: dirname(file) })
    const { version } = await list(served.origin)
    const body = { connection: { ...identity, privateKey: key.privateKey }, keepSecrets: true }
    const added = await ask('POST', 'connections', { body, version, to: served.origin })
    await ask('PUT', 'connections/Analytics%20Prod', { body, version, to: served.origin })
    await ask('DELETE', 'connections/Analytics%20Prod', { version: added.body.version, to: served.origin })
    const { code, stderr } = await served.stop()
    assert.equal(code, 0)
    const said = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      said.map(({ message, connection, secrets, code: error }) => [message, connection ?? error, secrets]),
      [
        ['connection added', identity.name, 'kept'],
        ['request', 'ERR_HOST_CHANGED', undefined],
        ['connection removed', identity.name, undefined],
      ],
    )
    for (const secret of planted) assert.ok(!stderr.includes(secret))
  })
})
