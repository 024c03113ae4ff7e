// imskit token --watch: a file that always holds a token that is good.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { nameTemporary } from '../../../js/cli/temporary-file.js'
import { imskit, startImskit } from '../../support/cli.js'
import { identity } from '../../support/connections.js'
import { makeFolder, makeKey, openssl } from '../../support/keys.js'
import { nameOfKilled } from '../../support/killed.js'
import { findClosedOrigin, serveHandler } from '../../support/servers.js'

const key = makeKey()
const { folder: cwd } = key

/** @param {string} name @param {string} imsHost */
function write(name, imsHost) {
  writeFileSync(join(cwd, name), JSON.stringify({ ...identity, imsHost, privateKeyFile: 'private.key' }))
  return name
}

/** An IMS whose tokens count up, and live as long as given. @param {number} lifeMs */
async function serveShortTokens(lifeMs) {
  const server = { asked: 0, failing: false, url: '' }
  server.url = await serveHandler((_, response) => {
    server.asked++
    if (server.failing) response.writeHead(400).end('{"error":"invalid_token"}')
    else
      response.end(JSON.stringify({ access_token: `token-${server.asked}`, token_type: 'bearer', expires_in: lifeMs }))
  })
  return server
}

/** @param {string[]} args */
function start(args) {
  const command = startImskit(['token', ...args], { cwd })
  return {
    /** @param {NodeJS.Signals} signal */
    async stop(signal) {
      const { code, stdout, stderr } = await command.stop(signal)
      for (const secret of [identity.clientSecret, 'token-']) assert.ok(!(stdout + stderr).includes(secret), 'told')
      return { code, stdout, stderr }
    },
  }
}

/** @param {() => unknown} holds */
async function until(holds) {
  for (let i = 0; i < 500; i++) {
    if (holds()) return
    await delay(20)
  }
  assert.fail(`never: ${holds}`)
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

it('imskit token refuses --refresh-before without --watch, before it reads anything', async () => {
  const { code, stdout, stderr } = await imskit(['token', 'missing.json', '--refresh-before', '5'], { cwd })
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /--refresh-before works only with --watch/)
})

describe('imskit token --watch', () => {
  it('writes the token for its owner only, and a new one before it expires', async () => {
    const ims = await serveShortTokens(1000)
    const folder = makeFolder()
    const file = join(folder, 'token')
    writeFileSync(file, 'what was there', { mode: 0o644 })
    /** @type {Set<string>} whatever a reader finds */
    const contents = new Set()
    const watcher = watch(folder, () => contents.add(read(file)))
    const { stop } = start([write('short.json', ims.url), '--watch', file])
    await until(() => ims.asked >= 3)
    await until(() => read(file) === `token-${ims.asked}\n`)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { code, stdout, stderr } = await stop('SIGINT')
    watcher.close()
    assert.deepEqual([code, stdout], [0, ''])
    assert.match(stderr, /token written, expires [\s\S]*the next one/)
    assert.deepEqual(readdirSync(folder), ['token'])
    for (const content of contents) assert.match(content, /^(what was there|token-\d+\n)$/)
  })

  it('prints lines of JSON, and ends at SIGTERM in the middle of a wait', async () => {
    const ims = await serveShortTokens(86_400_000)
    const file = join(makeFolder(), 'token')
    const { stop } = start([write('long.json', ims.url), '--watch', file, '--json', '--refresh-before', '60'])
    await until(() => read(file) === 'token-1\n')
    const { code, stdout } = await stop('SIGTERM')
    assert.equal(code, 0)
    const { expiresAt, nextAt, ...rest } = JSON.parse(stdout)
    assert.deepEqual(rest, { file, grant: 'jwt' })
    const before = (new Date(expiresAt).getTime() - new Date(nextAt).getTime()) / 1000
    assert.ok(Math.abs(before - 60) < 1, String(before))
  })

  it('ends in the middle of a request', async () => {
    let asked = false
    const url = await serveHandler(() => {
      asked = true
    })
    const { stop } = start([write('silent.json', url), '--watch', join(makeFolder(), 'token')])
    await until(() => asked)
    assert.equal((await stop('SIGTERM')).code, 0)
  })

  it('keeps the old token if IMS fails later, and says so', async () => {
    const ims = await serveShortTokens(3000)
    const file = join(makeFolder(), 'token')
    const { stop } = start([write('failing.json', ims.url), '--watch', file])
    await until(() => read(file) === 'token-1\n')
    ims.failing = true
    await until(() => ims.asked >= 2)
    await delay(100)
    assert.equal(read(file), 'token-1\n')
    const { code, stderr } = await stop('SIGTERM')
    assert.equal(code, 0)
    assert.match(stderr, /rejected the request: invalid_token[\s\S]*keeps the old token; the next try/)
  })

  it('ends at once if there is no first token', async () => {
    const ims = await serveShortTokens(1000)
    ims.failing = true
    const file = join(makeFolder(), 'token')
    assert.equal((await imskit(['token', write('refused.json', ims.url), '--watch', file], { cwd })).code, 3)
    const closed = write('closed.json', await findClosedOrigin())
    assert.equal((await imskit(['token', closed, '--watch', file], { cwd })).code, 4)
    assert.equal(read(file), '')
  })

  it('overwrites no file that it reads, and says why it cannot write', async () => {
    const ims = await serveShortTokens(86_400_000)
    const good = write('good.json', ims.url)
    const folder = makeFolder()
    mkdirSync(join(folder, 'directory'))
    for (const [file, message] of [
      [`./${good}`, /is a file that this command reads/],
      [join(folder, 'nowhere/token'), /folder does not exist/],
      [join(folder, 'directory'), /is a directory/],
    ]) {
      const { code, stderr } = await imskit(['token', good, '--watch', String(file)], { cwd })
      assert.equal(code, 2)
      assert.match(stderr, /** @type {RegExp} */ (message))
    }
    assert.deepEqual(readdirSync(folder), ['directory'])
    assert.match(read(join(cwd, good)), /^\{/)
  })

  it('replaces regular files only: no symbolic link, pipe or device', async () => {
    const ims = await serveShortTokens(86_400_000)
    const good = write('link.json', ims.url)
    const folder = makeFolder()
    const [target, link, pipe] = ['target', 'link', 'pipe'].map((name) => join(folder, name))
    writeFileSync(target, 'untouched')
    symlinkSync(target, link)
    execFileSync('mkfifo', [pipe])
    for (const [file, message] of /** @type {[string, RegExp][]} */ ([
      [link, /is a symbolic link/],
      [pipe, /is a device or a pipe/],
      ['/dev/null', /is a device or a pipe/],
    ])) {
      const { code, stderr } = await imskit(['token', good, '--watch', file], { cwd })
      assert.equal(code, 2, file)
      assert.match(stderr, message)
    }
    assert.equal(read(target), 'untouched')
    assert.ok(
      lstatSync(link).isSymbolicLink() && lstatSync(pipe).isFIFO() && lstatSync('/dev/null').isCharacterDevice(),
    )
    assert.equal(ims.asked, 0)
  })

  it('replaces no file that it reads, by any path', async () => {
    const ims = await serveShortTokens(86_400_000)
    const folder = makeFolder()
    const inputs = { 'c.json': JSON.stringify({ ...identity, imsHost: ims.url, privateKeyFile: 'locked.key' }) }
    for (const [name, content] of Object.entries(inputs)) writeFileSync(join(folder, name), content)
    const encrypt = ['-aes256', '-passout', 'pass:planted-Passphrase', '-out', join(folder, 'locked.key')]
    openssl(['pkey', '-in', key.privateKeyFile, ...encrypt])
    writeFileSync(join(folder, 'passphrase'), 'planted-Passphrase\n')
    const elsewhere = makeFolder()
    symlinkSync(folder, join(elsewhere, 'linked'))
    for (const name of ['c.json', 'locked.key', 'passphrase']) {
      symlinkSync(join(folder, name), join(elsewhere, `link-${name}`))
      linkSync(join(folder, name), join(elsewhere, `hard-${name}`))
      const before = read(join(folder, name))
      for (const path of [
        join(folder, name),
        join(elsewhere, 'linked', name),
        join(elsewhere, `link-${name}`),
        join(elsewhere, `hard-${name}`),
      ]) {
        const args = ['token', join(folder, 'c.json'), '--passphrase-file', join(folder, 'passphrase'), '--watch', path]
        const { code, stderr, stdout } = await imskit(args, { cwd })
        assert.equal(code, 2, path)
        assert.match(stderr, /is a file that this command reads; choose another name/)
        assert.equal(stdout, '')
        const json = await imskit([...args, '--json'], { cwd })
        assert.deepEqual([json.code, json.json().error.code], [2, 'ERR_USAGE'])
      }
      assert.equal(read(join(folder, name)), before)
    }
    assert.equal(ims.asked, 0)
  })

  it('replaces no file that is its standard input', async () => {
    const ims = await serveShortTokens(86_400_000)
    const folder = makeFolder()
    const file = join(folder, 'c.json')
    const content = JSON.stringify({ ...identity, imsHost: ims.url, privateKey: key.privateKey })
    writeFileSync(file, content)
    const cli = fileURLToPath(new URL('../../../js/cli.js', import.meta.url))
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `'${process.execPath}' '${cli}' token - --watch c.json < c.json`],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    assert.equal(status, 2)
    assert.match(stderr, /is a file that this command reads/)
    assert.equal(read(file), content)
  })

  it('goes on when the inode of a file that it read becomes that of the token', async () => {
    const ims = await serveShortTokens(1500)
    const folder = makeFolder()
    const file = join(folder, 'c.json')
    const save = () => {
      const content = JSON.stringify({ ...identity, imsHost: ims.url, privateKey: key.privateKey })
      writeFileSync(`${file}~`, content)
      renameSync(`${file}~`, file)
    }
    save()
    const { stop } = start([file, '--watch', join(folder, 'token')])
    await until(() => read(join(folder, 'token')) !== '')
    for (let i = 0; i < 200; i++) {
      save() // inodes that are free are used again
      await delay(10)
    }
    const before = ims.asked
    await until(() => ims.asked > before && read(join(folder, 'token')) === `token-${ims.asked}\n`)
    assert.doesNotMatch((await stop('SIGTERM')).stderr, /error/)
  })

  it('removes temporary files of killed processes, but not of living ones', async () => {
    const ims = await serveShortTokens(86_400_000)
    const file = join(makeFolder(), 'token')
    const dead = await nameOfKilled(file)
    const alive = nameTemporary(file)
    for (const name of [dead, alive]) writeFileSync(name, 'half a tok')
    const { stop } = start([write('tidy.json', ims.url), '--watch', file])
    await until(() => read(file) === 'token-1\n')
    assert.deepEqual([existsSync(dead), existsSync(alive)], [false, true])
    await stop('SIGTERM')
  })
})
