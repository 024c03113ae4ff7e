// Readers that leave, files that are not files, and input and output as a shell connects them.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createSandbox } from '../../../js/sandbox.js'
import { imskit } from '../../support/cli.js'
import { identity, makeClient } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { serveApp, serveHandler } from '../../support/servers.js'

const cli = fileURLToPath(new URL('../../../js/cli.js', import.meta.url))
const key = makeKey()
const { folder: cwd } = key
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
  write('good.json', connect())
  write('bad.json', connect({ clientId: '' }))
})

/** @param {Record<string, unknown>} [changes] */
const connect = (changes) => ({ ...identity, imsHost: ims, privateKeyFile: 'private.key', ...changes })

/** @param {string} name @param {unknown} content */
function write(name, content) {
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

/** Runs a line of bash, in which `imskit` is the command. @param {string} line @returns {Promise<{ code: number, stdout: string, stderr: string }>} */
const shell = (line) =>
  new Promise((resolve) => {
    const script = `imskit() { '${process.execPath}' '${cli}' "$@"; }; ${line}`
    execFile('bash', ['-c', script], { cwd, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

describe('a reader that leaves', () => {
  it('does not turn a failure into success', async () => {
    write(
      'many.json',
      Array.from({ length: 3000 }, (_, i) => ({ name: `n${i}` })),
    )
    for (const [line, code] of /** @type {[string, number][]} */ ([
      ['imskit validate bad.json', 1],
      ['imskit validate bad.json --json', 1],
      ['imskit validate many.json', 1],
      ['imskit jwt nowhere.json', 1],
      ['imskit jwt nowhere.json --json', 1],
      ['imskit frobnicate', 2],
      ['imskit frobnicate --json', 2],
      ['imskit validate good.json', 0],
      ['imskit --help', 0],
    ])) {
      // `true` may leave before the first byte or after it.
      for (const reader of ['true', 'head -c 1', 'exec 0<&-']) {
        const { stdout } = await shell(`{ ${line} 2>&1; echo $? >&3; } 3>&1 | { ${reader}; } >/dev/null`)
        assert.equal(stdout, '', 'the status went the wrong way')
        const result = await shell(
          `set -o pipefail; exec 4>status; { ${line}; echo $? >&4; } 2>&1 | { ${reader}; } >/dev/null; true`,
        )
        assert.equal(result.code, 0)
        assert.equal(Number(readFileSync(join(cwd, 'status'), 'utf8')), code, `${line} | ${reader}`)
      }
    }
  })

  it('is reported if the output goes to a full disk', async () => {
    const { code, stderr } = await shell('imskit validate good.json > /dev/full')
    assert.equal(code, 1)
    assert.match(stderr, /standard output cannot be written/)
  })

  for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
    it(`of ${stream} does not stop --watch`, { timeout: 30_000 }, async () => {
      let asked = 0
      const short = await serveHandler((_, response) => {
        response.end(JSON.stringify({ access_token: `token-${++asked}`, token_type: 'bearer', expires_in: 1500 }))
      })
      write('short.json', connect({ imsHost: short }))
      const json = stream === 'stdout' ? ['--json'] : []
      const child = spawn(process.execPath, [cli, 'token', 'short.json', '--watch', `watched-${stream}`, ...json], {
        cwd,
      })
      await new Promise((resolve) => child[stream].once('data', resolve))
      child[stream].destroy()
      const seen = asked
      while (asked < seen + 3) await sleep(50)
      assert.equal(child.exitCode, null)
      child.kill('SIGTERM')
      assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0)
    })
  }

  it('of either stream does not stop serve', { timeout: 30_000 }, async () => {
    const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json'], { cwd })
    const { origin, key: secret } = JSON.parse(
      String(await new Promise((resolve) => child.stdout.once('data', resolve))),
    )
    child.stdout.destroy()
    child.stderr.destroy()
    for (let i = 0; i < 20; i++) {
      const headers = { authorization: `Bearer ${secret}` }
      assert.equal((await fetch(`${origin}/api/nowhere`, { headers })).status, 404) // each is logged
    }
    child.kill('SIGTERM')
    assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0)
  })
})

describe('- is standard input', () => {
  const read = (/** @type {string} */ name) => readFileSync(join(cwd, name))

  it('for every command', async () => {
    const connection = read('good.json')
    for (const args of [
      ['validate', '-'],
      ['jwt', '-'],
      ['token', '-'],
      ['validate', 'good.json', '-', '-'],
    ]) {
      const { code, stderr, stdout } = await imskit(args, { cwd, input: connection })
      const twice = args.length > 2
      assert.equal(code, twice ? 1 : 0, stderr + stdout) // the same name in both
    }
    assert.equal((await imskit(['inspect-key', '-'], { cwd, input: read('private.key') })).code, 0)
    const imported = JSON.stringify({ CLIENT_SECRET: identity.clientSecret, API_KEY: identity.clientId })
    assert.equal((await imskit(['import', '-', '--json'], { cwd, input: imported })).code, 0)
    const jwt = (await imskit(['jwt', 'good.json'], { cwd })).stdout
    assert.equal((await imskit(['decode', '-'], { cwd, input: jwt })).code, 0)
    const { code, json } = await imskit(['serve', '-', '--json'], { cwd, input: connection })
    assert.deepEqual([code, json().error.code], [2, 'ERR_USAGE'])
  })

  it('for files of options too, once', async () => {
    openssl(['pkey', '-in', key.privateKeyFile, '-aes256', '-passout', 'pass:abc', '-out', join(cwd, 'locked.key')])
    write('locked.json', connect({ privateKeyFile: 'locked.key' }))
    const opened = await imskit(['jwt', 'locked.json', '--passphrase-file', '-'], { cwd, input: 'abc\n' })
    assert.equal(opened.code, 0, opened.stderr)
    const compared = ['inspect-key', 'private.key', '--certificate', '-']
    assert.equal((await imskit(compared, { cwd, input: key.certificate })).code, 0)
    const twice = await imskit(['jwt', '-', '--passphrase-file', '-'], { cwd, input: read('locked.json') })
    assert.equal(twice.code, 2)
    assert.match(twice.stderr, /standard input was given twice/)
  })

  it('is named in messages', async () => {
    const broken = await imskit(['validate', '-'], { cwd, input: '{' })
    assert.deepEqual([broken.code, /Standard input is not JSON/.test(broken.stdout)], [1, true])
    const empty = await imskit(['jwt', '-'], { cwd })
    assert.deepEqual([empty.code, /Standard input is empty/.test(empty.stderr)], [1, true])
  })
})

describe('--json', () => {
  it('prints exactly one document, whatever happens', async () => {
    write('deep.json', `[${'['.repeat(9000)}${']'.repeat(9000)}]`)
    const wide = Object.fromEntries(Array.from({ length: 65_537 }, (_, i) => [`m${i}`, i]))
    write('wide.json', [wide])
    for (const args of [
      ['validate', 'good.json'],
      ['validate', 'bad.json', 'nowhere.json'],
      ['validate', 'deep.json'],
      ['validate', 'wide.json'],
      ['validate'],
      ['jwt', 'deep.json'],
      ['jwt', 'wide.json'],
      ['jwt', 'good.json'],
      ['jwt', 'good.json', '--claims'],
      ['jwt', 'nowhere.json'],
      ['token', 'good.json'],
      ['token', 'bad.json'],
      ['token', 'good.json', '--grant', 'x'],
      ['token', 'good.json', '--watch', 'good.json'],
      ['inspect-key', 'private.key'],
      ['inspect-key', 'good.json'],
      ['inspect-key', 'nowhere.key'],
      ['import', 'good.json'],
      ['import', 'deep.json'],
      ['decode', 'x'],
      ['serve', 'nowhere.json'],
      ['serve', '--port', 'x'],
      ['frobnicate'],
      [],
    ]) {
      const { stdout, code } = await imskit([...args, '--json'], { cwd })
      assert.doesNotThrow(() => JSON.parse(stdout), `${args.join(' ')}: ${stdout.slice(0, 200)}`)
      if (code !== 0) assert.ok(/"(error|valid|usable|issues)"/.test(stdout), args.join(' '))
    }
  })
})

describe('a path that is not a regular file', () => {
  it('does not hang', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')])
    mkdirSync(join(cwd, 'folder'))
    for (const [name, message] of /** @type {[string, RegExp][]} */ ([
      ['pipe', /pipe sent nothing for 10 seconds/],
      ['/dev/zero', /\/dev\/zero is a device/],
      ['folder', /folder is a directory/],
    ])) {
      const commands = [
        ['validate', name],
        ['inspect-key', name],
        ['jwt', 'good.json', '--passphrase-file', name],
      ]
      await Promise.all(
        commands.map(async (args) => {
          const { code, stdout, stderr } = await imskit(args, { cwd })
          assert.equal(code, 1, args.join(' '))
          assert.match(stdout + stderr, message)
        }),
      )
    }
  })

  it('is read if it is the output of a command', async () => {
    for (const line of [
      'imskit validate <(cat good.json)',
      'imskit jwt <(cat good.json)',
      'imskit inspect-key <(sleep 0.3; cat private.key)',
      'cat good.json | imskit validate /dev/stdin',
    ]) {
      // Key files are relative to the file, and so to /dev/fd.
      write('absolute.json', connect({ privateKeyFile: join(cwd, 'private.key') }))
      const { code, stdout, stderr } = await shell(line.replaceAll('good.json', 'absolute.json'))
      assert.equal(code, 0, `${line}: ${stdout}${stderr}`)
    }
  })

  it('is read together with 1,200 others by a process that may open 256', async () => {
    mkdirSync(join(cwd, 'many'))
    for (let i = 0; i < 1200; i++) write(`many/${i}.json`, connect({ name: `n${i}`, privateKeyFile: '../private.key' }))
    const { code, stdout, stderr } = await shell('ulimit -n 256; imskit validate many/*.json | tail -1')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /1200 valid, 0 invalid/)
  })
})

describe('a secret in the wrong place', () => {
  it('is not repeated, however short', async () => {
    for (const secret of [
      'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123',
      'Short1',
      'hunter2',
      '0c2a6c3e-6f2b-4f1e-9d55-0e4d2d3b8a11',
    ]) {
      for (const args of [
        ['token', 'good.json', '--grant', secret],
        ['token', 'good.json', `--${secret}`],
        ['token', 'good.json', `--grant=${secret}`],
        ['token', 'good.json', '--timeout', secret],
        ['jwt', 'good.json', secret],
        ['jwt', 'good.json', '--client-secret', secret],
        ['jwt', 'good.json', '--name', secret],
        ['serve', '--port', secret],
        [secret],
      ]) {
        for (const more of [[], ['--json']]) {
          const { code, stdout, stderr } = await imskit([...args, ...more], { cwd })
          assert.equal(code, 2, args.join(' '))
          assert.ok(!(stdout + stderr).includes(secret), `${args.join(' ')}: ${stdout}${stderr}`)
        }
      }
    }
  })
})

describe('10,000 connections', () => {
  it('are validated in a few seconds', { timeout: 120_000 }, async () => {
    const { privateKeyFile, ...open } = connect()
    write(
      'ten-thousand.json',
      Array.from({ length: 10_000 }, (_, i) => ({ ...open, name: `n${i % 9_990}` })),
    )
    const start = performance.now()
    const { code, json } = await imskit(['validate', 'ten-thousand.json', '--json'], { cwd })
    console.log(`10,000 connections: ${((performance.now() - start) / 1000).toFixed(1)} s`)
    assert.equal(code, 1)
    const codes = json().files[0].connections.map((/** @type {any} */ { issues }) =>
      issues.map((/** @type {any} */ i) => i.code),
    )
    assert.equal(codes.filter((/** @type {string[]} */ list) => list.includes('not_unique')).length, 20)
  })
})
