import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { decodeJwt } from 'jose'
import { createSandbox } from '../../../js/sandbox.js'
import { imskit, startServe } from '../../support/cli.js'
import { identity, makeClient } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler, serveTcp } from '../../support/servers.js'
import { onTerminal } from '../../support/terminal.js'

const key = makeKey()
const { folder: cwd } = key
const keyLines = key.privateKey.split('\n').slice(1, -2)
/** @type {string} */
let ims

before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  write('good.json', connect())
  write('both.json', [connect(), connect({ name: 'Second' })])
})

/** @param {Record<string, unknown>} [changes] */
const connect = (changes) => ({ ...identity, imsHost: ims, privateKeyFile: 'private.key', ...changes })

/** @param {string} name @param {unknown} content text and bytes as they are */
function write(name, content) {
  const raw = typeof content === 'string' || Buffer.isBuffer(content)
  writeFileSync(join(cwd, name), raw ? content : JSON.stringify(content))
  return name
}

/**
 * Runs a command in the folder of the key, and looks for secrets in what it prints.
 * @param {string[]} args @param {{ env?: Record<string, string>, input?: string | Buffer }} [options]
 */
async function run(args, options) {
  const result = await imskit(args, { cwd, ...options })
  for (const secret of [identity.clientSecret, ...keyLines]) {
    assert.ok(!`${result.stdout}${result.stderr}`.includes(secret), 'a secret was printed')
  }
  return result
}

/** @param {Awaited<ReturnType<typeof run>>} result @param {number} code @param {RegExp} [stderr] @param {RegExp} [stdout] */
function assertEnded(result, code, stderr = /^$/, stdout = /^$/) {
  assert.equal(result.code, code, `${result.stdout}${result.stderr}`)
  assert.match(result.stderr, stderr)
  assert.match(result.stdout, stdout)
}

describe('imskit', () => {
  it('says its version, and what the core is made from', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
    const modules = ['core', 'credentials'].map((name) => {
      const bytes = readFileSync(new URL(`../../../dist/${name}.wasm`, import.meta.url))
      return `${name}\\.wasm SHA-256 ${createHash('sha256').update(bytes).digest('hex')}\n`
    })
    const libraries = 'Mbed TLS 3\\.6\\.\\d+, nlohmann/json 3\\.\\S+, Emscripten \\d\\.\\S+'
    const expected = `^${version}\n\n${libraries}\n${modules.join('')}$`
    assertEnded(await run(['--version']), 0, /^$/, new RegExp(expected))
  })

  it('prints help, with the exit codes', async () => {
    const { stdout, code } = await run(['--help'])
    assert.equal(code, 0)
    for (const command of ['validate', 'inspect-key', 'import', 'jwt', 'decode', 'token', 'serve'])
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'))
    assert.match(stdout, /4 {2}IMS could not be reached/)
  })

  it('prints the help of a command', async () => {
    for (const args of [
      ['help', 'validate'],
      ['validate', '--help'],
    ])
      assertEnded(await run(args), 0, /^$/, /^Usage: imskit validate /)
  })

  /** @type {[string, string[], RegExp][]} */
  const wrong = [
    ['no command', [], /Usage/],
    ['an unknown command', ['frobnicate'], /unknown command/],
    ['an incomplete command', ['inspect', 'private.key'], /unknown command 'inspect'\n\(Did you mean inspect-key\?\)/],
    ['a command of another tool', ['sign', 'good.json'], /Did you mean jwt\?/],
    ['a grant that is none', ['token', 'good.json', '--grant', 'foo'], /argument 'foo' is invalid/],
    ['an unknown option', ['validate', '--frobnicate', 'good.json'], /unknown option/],
    ['no file', ['validate'], /missing required argument/],
    ['two files where one is wanted', ['jwt', 'good.json', 'good.json'], /too many arguments/],
    ['a port that is none', ['serve', '--port', '80x'], /--port/],
    ['a port too high', ['serve', '--port', '65536'], /--port/],
    ['a timeout that is none', ['token', 'good.json', '--timeout', 'x'], /--timeout/],
    ['several connections and no name', ['jwt', 'both.json'], /--name: Analytics Prod, Second/],
    ['a name that is not there', ['jwt', 'good.json', '--name', 'x'], /Analytics Prod/],
  ]
  for (const [title, args, stderr] of wrong) it(`refuses ${title}`, async () => assertEnded(await run(args), 2, stderr))

  it('reports errors in JSON if asked to', async () => {
    for (const args of [
      ['validate'],
      ['jwt', 'good.json', '--frobnicate'],
      ['jwt', 'both.json'],
      ['serve', '--port', 'x'],
    ]) {
      const result = await run([...args, '--json'])
      assert.equal(result.code, 2)
      const { code, message } = result.json().error
      assert.equal(code, 'ERR_USAGE')
      assert.ok(message && !message.startsWith('error'))
    }
  })

  it('uses the width of the terminal, or 80 columns if that is 0', async () => {
    write('wide.json', connect({ clientId: '' }))
    for (const [columns, longest] of /** @type {[number, number][]} */ ([
      [0, 80],
      [60, 60],
      [200, 200],
    ])) {
      const { output } = await onTerminal('validate wide.json', { cwd, columns })
      const width = Math.max(
        ...stripVTControlCharacters(output)
          .split(/\r?\n/)
          .map((line) => line.length),
      )
      assert.ok(width > longest / 2 && width <= longest, `${width} of ${columns}`)
    }
  })

  it('repeats no secret that was given in the wrong place', async () => {
    const secret = identity.clientSecret
    for (const args of [
      ['jwt', 'good.json', `--passphrase=${secret}`],
      ['jwt', 'good.json', `--client-secret=${secret}`],
      [`x${secret}${secret}`],
    ]) {
      assertEnded(await run(args), 2, /unknown/)
    }
  })
})

describe('imskit validate', () => {
  it('accepts a good file, with or without a byte order mark', async () => {
    assertEnded(await run(['validate', 'good.json']), 0, /^$/, /✓ 1 {2}Analytics Prod[\s\S]*1 valid, 0 invalid/)
    write('bom.json', `\ufeff${JSON.stringify(connect())}\r\n`)
    const result = await run(['validate', 'bom.json', '--json'])
    assert.equal(result.code, 0)
    const { valid, files } = result.json()
    assert.equal(valid, true)
    assert.deepEqual(
      files.map((/** @type {any} */ { file, connections }) => [
        file,
        connections[0].entry,
        connections[0].name,
        connections[0].valid,
      ]),
      [['bom.json', 1, 'Analytics Prod', true]],
    )
  })

  it('reports the good entries next to the bad ones', async () => {
    write('bad-entries.json', [connect(), 5, null, [], 'x', connect({ name: 'Other', clientId: '' })])
    const text = await run(['validate', 'bad-entries.json'])
    assertEnded(text, 1, /^$/, /✓ 1 {2}Analytics Prod/)
    assert.match(
      text.stdout,
      /✗ 2 [\s\S]*This is a number, not a connection[\s\S]*✗ 3 [\s\S]*null[\s\S]*✗ 4 [\s\S]*an array[\s\S]*✗ 5 [\s\S]*a string/,
    )
    assert.match(text.stdout, /1 valid, 5 invalid/)
    const { files } = (await run(['validate', 'bad-entries.json', '--json'])).json()
    const codes = files[0].connections.map(
      (/** @type {any} */ { issues }) => issues.find((/** @type {any} */ i) => i.severity === 'error')?.code,
    )
    assert.deepEqual(codes, [undefined, ...Array(4).fill('not_an_object'), 'required'])
  })

  it('finds names that occur twice, in a file and across files', async () => {
    write('twice.json', [connect({ name: 'Same' }), connect({ name: ' sAME ' })])
    write('third.json', connect({ name: 'SAME' }))
    const result = await run(['validate', 'twice.json', 'third.json', './third.json', 'good.json'])
    assertEnded(result, 1, /^$/, /entry 1 of third\.json/)
    assert.match(result.stdout, /1 valid, 3 invalid/)
    assert.equal((await run(['validate', 'good.json', 'good.json'])).code, 0)
  })

  /** @type {[title: string, content: string | Buffer, message: RegExp, place?: [line: number, column: number]][]} */
  const files = [
    ['nothing', '', /is empty/],
    ['white space', ' \n\n', /is not JSON/, [1, 1]],
    ['no JSON', 'hello', /is not JSON/, [1, 1]],
    ['half of it', '[{"name": "x"', /ends too early/, [1, 14]],
    ['half of it with a line break', '{\n"name":\n', /ends too early[\s\S]* undefined$/, [2, 8]],
    ['half of a text with a line break', '{"name": "x\n', /ends too early[\s\S]* undefined$/, [1, 12]],
    ['half of a number', '{"name": 1.\n}', /is not JSON[\s\S]* undefined$/, [1, 12]],
    ['a comma too much', '[\n  {},\n  ]', /Remove the comma/, [3, 3]],
    ['a line break in a text', '{\n  "privateKey": "-----BEGIN\nx"}', /privateKeyFile/, [2, 28]],
    ['a comment', '// mine\n{}', /no comments/, [1, 1]],
    ['single quotes', "{'name': 1}", /double quotes/, [1, 2]],
    ['something behind it', '{} {}', /is not JSON/, [1, 4]],
    ['a wrong escape', '{"a": "\\x"}', /is not JSON/, [1, 9]],
    ['a number that is none', '[01]', /is not JSON/, [1, 3]],
    ['an empty array', '[]', /has no connection/],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x7b]), /not text in UTF-8/],
    ['Latin-1', Buffer.from('{"name":"\xfc"}', 'latin1'), /not text in UTF-8/],
    ['NUL', '{"name":"a\0b"}', /not text in UTF-8/],
    ['binary', openssl(['rand', '1000']), /not text in UTF-8/],
    ['more than 8 MiB', Buffer.alloc(8 * 1024 * 1024 + 1, ' '), /larger than 8 MiB/],
    ['a million brackets', '['.repeat(1_000_000), /ends too early/, [1, 1_000_001]],
  ]
  for (const [title, content, message, place] of files) {
    it(`says what is wrong with a file of ${title}`, async () => {
      write('broken.json', content)
      const [result, jwt] = await Promise.all([
        run(['validate', 'broken.json', 'good.json', '--json']),
        run(['jwt', 'broken.json']),
      ])
      assert.equal(result.code, 1)
      const [broken, good] = result.json().files
      assert.match(`${broken.error.message} ${broken.error.hint}`, message)
      if (place) assert.deepEqual([broken.error.line, broken.error.column], place)
      assert.equal(good.connections[0].valid, true)
      assertEnded(jwt, 1, new RegExp(`broken\\.json ${place ? 'is not JSON' : ''}`))
    })
  }

  it('reads UTF-16 and UTF-8 with their byte order marks', async () => {
    const content = `\ufeff${readFileSync(join(cwd, 'good.json'), 'utf8')}`
    for (const encoding of /** @type {const} */ (['utf16le', 'utf8'])) {
      write('marked.json', Buffer.from(content, encoding))
      assert.equal((await run(['validate', 'marked.json'])).code, 0, encoding)
    }
  })

  it('says that a file is missing, or is a directory', async () => {
    mkdirSync(join(cwd, 'folder.json'))
    assertEnded(await run(['validate', 'nowhere.json', 'good.json']), 1, /^$/, /nowhere\.json does not exist[\s\S]*✓ 1/)
    assertEnded(await run(['validate', 'folder.json']), 1, /^$/, /folder\.json is a directory/)
  })

  it('accepts any value in any field without failing', async () => {
    const values = [
      'null',
      '5',
      '-1e400',
      'true',
      '[]',
      '[[[]]]',
      '{}',
      '{"env":5}',
      '{"a":{}}',
      '"\\u0000"',
      '"\\ud800"',
      '"\\ud800\\udc00"',
      '""',
      '"\\u001b[31m"',
      '{"__proto__":{"env":"HOME"}}',
    ]
    const fields = [
      ...Object.keys(identity),
      'description',
      'privateKey',
      'privateKeyFile',
      'passphrase',
      'imsHost',
      'metaScopes',
      '__proto__',
      'constructor',
    ]
    const rows = fields.map((field) => values.map((value) => `{${JSON.stringify(field)}:${value}}`))
    write('any.json', `[${rows.flat().join(',')}]`)
    const result = await run(['validate', 'any.json'])
    assertEnded(result, 1, /^$/, new RegExp(`0 valid, ${fields.length * values.length} invalid\n$`))
    assert.ok(!result.stdout.includes('\u001b'), 'a control character reached the terminal')
  })

  it('handles texts of megabytes', async () => {
    write('large.json', connect({ description: 'x'.repeat(7_000_000) }))
    assertEnded(await run(['validate', 'large.json']), 1, /^$/, /description/)
    write('large.json', [connect({ name: 'x'.repeat(3_000_000), ['y'.repeat(3_000_000)]: 1 }), {}])
    for (const args of [
      ['validate', 'large.json'],
      ['jwt', 'large.json'],
    ]) {
      const { stdout, stderr, code } = await run(args)
      assert.ok(code === 1 || code === 2)
      assert.ok(`${stdout}${stderr}`.length < 5000, 'megabytes were printed')
    }
  })
})

describe('values from the environment and from files', () => {
  it('come from the environment', async () => {
    const env = {
      TEST_ID: identity.clientId,
      TEST_SECRET: identity.clientSecret,
      TEST_SCOPE: 'ent_user_sdk',
      TEST_KEY: 'private.key',
    }
    write(
      'env.json',
      connect({
        clientId: { env: 'TEST_ID' },
        clientSecret: { env: 'TEST_SECRET' },
        metaScopes: [{ env: 'TEST_SCOPE' }],
        privateKeyFile: { env: 'TEST_KEY' },
      }),
    )
    assertEnded(await run(['validate', 'env.json'], { env }), 0, /^$/, /1 valid/)
    assertEnded(await run(['token', 'env.json'], { env }), 0, /expires/, /^eyJ/)
  })

  it('are reported with field and variable if they are missing', async () => {
    const unset = { clientSecret: { env: 'TEST_NOT_SET' }, clientId: { env: '__proto__' } }
    write(
      'env-missing.json',
      connect({ ...unset, organizationId: { env: 'TEST_EMPTY' }, passphrase: { env: 'TEST_EMPTY' } }),
    )
    const { code, stdout, json } = await run(['validate', 'env-missing.json', '--json'], { env: { TEST_EMPTY: '' } })
    assert.equal(code, 1)
    const { issues } = json().files[0].connections[0]
    const missing = issues.filter((/** @type {any} */ issue) => issue.severity === 'error')
    assert.deepEqual(
      missing.map((/** @type {any} */ { field, code }) => [field, code]),
      [
        ['clientId', 'missing_variable'],
        ['clientSecret', 'missing_variable'],
        ['organizationId', 'missing_variable'],
      ],
    )
    assert.match(stdout, /Organization ID comes from the environment variable TEST_EMPTY, which is empty/)
    assert.match(stdout, /env-missing\.json[\s\S]*TEST_NOT_SET/)
    assertEnded(await run(['token', 'env-missing.json']), 1, /env-missing\.json[\s\S]*clientSecret[\s\S]*TEST_NOT_SET/)
  })

  it('come from a key file next to the connection file, in any folder', async () => {
    const result = await imskit(['validate', join(cwd, 'good.json')], { cwd: '/' })
    assert.equal(result.code, 0, result.stdout)
  })

  /** @type {[string, Record<string, unknown>, RegExp][]} */
  const wrong = [
    ['a key file that is missing', { privateKeyFile: 'nowhere.key' }, /privateKeyFile +nowhere\.key does not exist/],
    ['a key file that is a directory', { privateKeyFile: '.' }, /privateKeyFile +\. is a directory/],
    ['a key file that is a number', { privateKeyFile: 5 }, /privateKeyFile +privateKeyFile must be the name of a file/],
    ['a key file with a NUL', { privateKeyFile: 'a\0b' }, /privateKeyFile must be the name of a file/],
    ['a key beside a key file', { privateKey: key.privateKey }, /privateKeyFile +The entry has both/],
    ['a certificate for a key', { privateKeyFile: 'certificate_pub.crt' }, /privateKey +This is a certificate/],
  ]
  for (const [title, changes, message] of wrong) {
    it(`refuses ${title}`, async () => {
      write('wrong.json', connect(changes))
      assertEnded(await run(['validate', 'wrong.json']), 1, /^$/, message)
      assertEnded(await run(['token', 'wrong.json']), 1, message)
    })
  }
})

describe('imskit jwt', () => {
  it('prints a JWT that OpenSSL verifies', async () => {
    const { stdout, code } = await run(['jwt', 'good.json'])
    assert.equal(code, 0)
    const jwt = stdout.trimEnd()
    assert.equal(stdout, `${jwt}\n`)
    const [header, payload, signature] = jwt.split('.')
    write('signature', Buffer.from(signature ?? '', 'base64url'))
    const verify = ['dgst', '-sha256', '-verify', key.publicKeyFile, '-signature', join(cwd, 'signature')]
    assert.match(openssl(verify, `${header}.${payload}`).toString(), /Verified OK/)
    assert.equal(decodeJwt(jwt).aud, `${ims}/c/${identity.clientId}`)
  })

  it('needs no client secret to sign, and no secret at all for the claims', async () => {
    write('unset.json', connect({ clientSecret: { env: 'IMSKIT_UNSET' } }))
    assert.match((await run(['jwt', 'unset.json'])).stdout, /^eyJ/)
    write('unset.json', { ...connect({}), privateKeyFile: undefined, privateKey: { env: 'IMSKIT_UNSET' } })
    assert.equal((await run(['jwt', 'unset.json', '--claims'])).code, 0)
    assertEnded(await run(['jwt', 'unset.json']), 1, /IMSKIT_UNSET, which is not set/)
  })

  it('previews the claims, without a key', async () => {
    const { privateKeyFile, ...keyless } = connect({ metaScopes: ['ent_user_sdk'] })
    write('keyless.json', keyless)
    const { code, stdout } = await run(['jwt', 'keyless.json', '--claims'])
    assert.equal(code, 0)
    assert.match(stdout, /iss +ABCDEF[\s\S]*ent_user_sdk +true[\s\S]*expires +\d{4}-[\s\S]*\(in \d min/)
    const { claims, jwt } = (await run(['jwt', 'keyless.json', '--claims', '--json'])).json()
    assert.equal(claims.sub, identity.technicalAccountId)
    assert.equal(jwt, undefined)
  })

  it('prints JSON', async () => {
    const { jwt, claims, expiresAt } = (await run(['jwt', 'both.json', '--name', 'second', '--json'])).json()
    assert.deepEqual(decodeJwt(jwt), claims)
    assert.equal(new Date(expiresAt).getTime(), claims.exp * 1000)
  })

  it('refuses a connection that is wrong, with its issues', async () => {
    write('wrong.json', connect({ organizationId: 'me', clientId: undefined }))
    assertEnded(await run(['jwt', 'wrong.json']), 1, /clientId[\s\S]*organizationId/)
    const result = await run(['jwt', 'wrong.json', '--json'])
    assert.equal(result.code, 1)
    const { code, issues } = result.json().error
    assert.equal(code, 'ERR_CONNECTION_INVALID')
    assert.ok(issues.some((/** @type {any} */ { field }) => field === 'organizationId'))
  })
})

describe('a passphrase', () => {
  const passphrase = 'planted-Passphrase'
  before(() => {
    openssl([
      'pkey',
      '-in',
      key.privateKeyFile,
      '-aes256',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      join(cwd, 'encrypted.key'),
    ])
    write('encrypted.json', connect({ privateKeyFile: 'encrypted.key' }))
    write('passphrase', `${passphrase}\n`)
  })

  it('is required if the key is encrypted', async () => {
    assertEnded(await run(['jwt', 'encrypted.json']), 2, /--passphrase-file/)
  })

  it('is read from a file, and not printed', async () => {
    const result = await run(['jwt', 'encrypted.json', '--passphrase-file', 'passphrase'])
    assert.ok(!`${result.stdout}${result.stderr}`.includes(passphrase))
    assert.notEqual(result.code, 2)
    assertEnded(await run(['jwt', 'encrypted.json', '--passphrase-file', 'nowhere']), 1, /nowhere does not exist/)
    assertEnded(await run(['jwt', 'good.json', '--passphrase-file', 'passphrase']), 0, /expires/, /^eyJ/)
  })

  it('is asked for on a terminal, and not shown', async () => {
    const { output } = await onTerminal('jwt encrypted.json', {
      cwd,
      typed: [[/Passphrase of the private key: /, `${passphrase}\n`]],
    })
    assert.match(output, /Passphrase of the private key: \s+\S/)
    assert.ok(!output.includes(passphrase), output)
  })
})

describe('imskit decode', () => {
  /** @param {object} payload */
  const make = (payload) =>
    ['{"alg":"RS256"}', JSON.stringify(payload), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const now = () => Math.floor(Date.now() / 1000)

  it('shows header, claims and time left, from an argument or standard input', async () => {
    const jwt = make({ exp: now() + 3600, iss: 'me' })
    const argument = await run(['decode', jwt])
    assertEnded(argument, 0, /^$/, /alg +RS256[\s\S]*iss +me[\s\S]*in (59 min|1 h)[\s\S]*not verified/)
    const input = await run(['decode'], { input: `Bearer ${jwt}\n` })
    assert.equal(input.code, 0)
    assert.match(input.stdout, /iss +me/)
  })

  it('prints JSON', async () => {
    const exp = now() - 100
    const { header, claims, secondsLeft, expired } = (await run(['decode', make({ exp }), '--json'])).json()
    assert.deepEqual([header, claims, expired], [{ alg: 'RS256' }, { exp }, true])
    assert.ok(secondsLeft <= -100 && secondsLeft >= exp - now() - 1)
  })

  it('reads the times of access tokens, and ignores unusable ones', async () => {
    const accessToken = make({ created_at: String(Date.now() - 3_600_000), expires_in: '86400000' })
    assertEnded(await run(['decode', accessToken]), 0, /^$/, /expires .*in 22 h 59 min/)
    for (const exp of ['x', 1e300, null, undefined, -1]) {
      const result = await run(['decode', make({ exp, a: '\u001b[2J' })])
      assertEnded(result, 0, /^$/, /<U\+001B>\[2J[\s\S]*expires/)
      assert.ok(!result.stdout.includes('\u001b'))
    }
  })

  it('refuses what is not a JWT', async () => {
    for (const input of ['', 'x', 'a.b', 'a.b.c', '\0', 'x'.repeat(2_000_000), Buffer.from([255, 254])]) {
      const result = await run(['decode'], { input })
      assertEnded(result, 1, /JWT/)
      assert.equal((await run(['decode', '--json'], { input })).json().error.code, 'ERR_JWT_MALFORMED')
    }
  })
})

describe('imskit token', () => {
  it('prints only the token', async () => {
    const result = await run(['token', 'both.json', '--name', 'Second'])
    assertEnded(result, 0, /bearer, expires .*in 23 h 59 min/, /^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/)
  })

  it('prints JSON', async () => {
    const { accessToken, tokenType, expiresAt, expiresInSeconds, grant } = (
      await run(['token', 'good.json', '--json'])
    ).json()
    assert.match(accessToken, /^eyJ/)
    assert.deepEqual([tokenType, expiresInSeconds, grant], ['bearer', 86_399, 'jwt'])
    assert.ok(new Date(expiresAt) > new Date())
  })

  it('exits with 3 if IMS refuses', async () => {
    write('refused.json', connect({ clientSecret: 'p8e-wrong-Secret_0123456789abcdefghijk' }))
    assertEnded(
      await run(['token', 'refused.json']),
      3,
      /invalid_client: invalid client_secret parameter[\s\S]*clientSecret[\s\S]*debug ID/,
    )
    const result = await run(['token', 'refused.json', '--json'])
    assert.equal(result.code, 3)
    const { code, status, error, debugId } = result.json().error
    assert.deepEqual([code, status, error], ['ERR_IMS_REJECTED', 401, 'invalid_client'])
    assert.ok(debugId)
  })

  it('exits with 4 if IMS is not reached, is late, or is not IMS', async () => {
    write('closed.json', connect({ imsHost: await findClosedOrigin() }))
    assertEnded(await run(['token', 'closed.json']), 4, /ECONNREFUSED/)
    write('silent.json', connect({ imsHost: await serveTcp(() => {}) }))
    assertEnded(await run(['token', 'silent.json', '--timeout', '0.3']), 4, /0\.3 s/)
    write('html.json', connect({ imsHost: await serveHandler((_, response) => response.end('<p>')) }))
    assertEnded(await run(['token', 'html.json']), 4, /responded with a web page/)
  })

  it('exits with 4 if IMS cannot answer now', async () => {
    const imsHost = await serveHandler((_, response) =>
      response.writeHead(503, { 'retry-after': '3600' }).end('{"error":"service_unavailable"}'),
    )
    write('busy.json', connect({ imsHost }))
    assertEnded(await run(['token', 'busy.json']), 4, /failed: service_unavailable \(HTTP 503; Retry-After: 3600 s\)/)
    const { code, status, retryable } = (await run(['token', 'busy.json', '--json'])).json().error
    assert.deepEqual([code, status, retryable], ['ERR_IMS_REJECTED', 503, true])
  })

  it('shows what IMS says without its control characters', async () => {
    const imsHost = await serveHandler((_, response) =>
      response.writeHead(400).end('{"error":"\\u001b[2Jx","error_description":"\\u202ey"}'),
    )
    write('rude.json', connect({ imsHost }))
    const result = await run(['token', 'rude.json'])
    assertEnded(result, 3, /x: y/)
    for (const character of ['\u001b', '\u202e']) assert.ok(!result.stderr.includes(character))
  })
})

describe('imskit serve', () => {
  /**
   * @param {Awaited<ReturnType<typeof startServe>>} server @param {string} path
   * @param {RequestInit & { headers?: Record<string, string> }} [init] @returns {Promise<any>}
   */
  const getJson = async (server, path, init) => (await server.fetch(path, init)).json()

  it('serves page, host and sandbox, and the demo connection gets a token', async () => {
    const server = await startServe(['--sandbox', '--port', '0'])
    const demo = await getJson(server, '/sandbox/demo.json')
    assert.equal(demo.imsHost, server.sandboxUrl)
    const { takenNames, runtimeEnvironments } = await getJson(server, '/api/context')
    assert.deepEqual(takenNames, [])
    assert.deepEqual(
      runtimeEnvironments.map((/** @type {any} */ { kind }) => kind),
      ['secure-agent', 'hosted-agent', 'serverless'],
    )
    assert.ok(
      runtimeEnvironments.some(
        (/** @type {any} */ { name, kind }) => name === demo.runtimeEnvironment && kind === 'secure-agent',
      ),
    )

    write('demo.json', demo)
    assertEnded(await run(['validate', 'demo.json']), 0, /^$/, /1 valid/)
    const jwt = (await imskit(['jwt', 'demo.json'], { cwd })).stdout.trim()
    const { clientId, clientSecret, imsExchange } = demo
    const body = JSON.stringify({ clientId, clientSecret, imsExchange, jwt })
    const headers = { 'content-type': 'application/json' }
    const answer = await getJson(server, '/api/token', { method: 'POST', body, headers })
    assert.match(answer.accessToken, /^eyJ/, JSON.stringify(answer))
    assert.equal((await imskit(['token', 'demo.json'], { cwd })).code, 0)

    const { code, stderr } = await server.stop('SIGINT')
    assert.equal(code, 0)
    for (const secret of [clientSecret, jwt, answer.accessToken])
      assert.ok(!stderr.includes(secret), 'a secret was logged')
    assert.match(stderr, /"route":"\/api\/token"/)
    await assert.rejects(fetch(server.origin))
    await assert.rejects(fetch(server.sandboxUrl))
  })

  it('knows the connections of a file', async () => {
    write('taken.json', [connect(), connect({ name: 'my first CONNECTION' }), 5])
    const server = await startServe(['taken.json', '--sandbox', '--port', '0'], { cwd })
    assert.deepEqual((await getJson(server, '/api/context')).takenNames, ['Analytics Prod', 'my first CONNECTION'])
    assert.equal((await getJson(server, '/sandbox/demo.json')).name, 'My first connection 2')
    write('at-sandbox.json', connect({ imsHost: server.sandboxUrl }))
    const jwt = (await run(['jwt', 'at-sandbox.json'])).stdout.trim()
    const body = JSON.stringify({ connection: 'Analytics Prod', jwt })
    const headers = { 'content-type': 'application/json' }
    const answer = await getJson(server, '/api/token', { method: 'POST', body, headers })
    assert.match(answer.accessToken, /^eyJ/, JSON.stringify(answer))
    const { code, stderr } = await server.stop()
    assert.equal(code, 0)
    assert.match(stderr, /entry 3/)
    assert.ok(!stderr.includes(identity.clientSecret))
  })

  it('gives no demo connection without a sandbox', async () => {
    const server = await startServe(['good.json', '--port', '0'], { cwd })
    assert.equal((await server.fetch('/sandbox/demo.json')).status, 404)
    assert.equal(server.sandboxUrl, undefined)
    for (const path of [
      '/private.key',
      '/good.json',
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
    ]) {
      assert.equal((await server.fetch(path)).status, 404)
    }
    await server.stop()
  })

  it('takes the next free port', async () => {
    const blocker = createServer()
    await new Promise((resolve) => blocker.listen(0, '127.0.0.1', () => resolve(undefined)))
    const { port } = /** @type {import('node:net').AddressInfo} */ (blocker.address())
    const server = await startServe(['--port', String(port)])
    assert.ok(Number(new URL(server.url).port) > port)
    blocker.close()
    assert.match((await server.stop()).stderr, new RegExp(`Port ${port} is taken`))
  })

  it('refuses something that is not a file', async () => {
    assertEnded(await run(['serve', 'nowhere.json', '--port', '0']), 1, /nowhere\.json does not exist/)
  })
})
