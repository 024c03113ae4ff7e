// Saves of the console: nothing that was acknowledged is lost, whoever else writes and whoever dies.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../../js/cli/serve.js'
import { nameTemporary } from '../../../js/cli/temporary-file.js'
import { startServe } from '../../support/cli.js'
import { makeFolder } from '../../support/keys.js'
import { nameOfKilled } from '../../support/killed.js'

const logger = { info() {}, warn() {} }

/** @param {unknown} content text and bytes as they are @param {string} [name] */
function makeFile(content, name = 'connections.json') {
  const file = join(makeFolder(), name)
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  return file
}

/** @typedef {{ origin: string, key: string }} Console */

/**
 * @param {Console} server @param {string} method @param {string} path
 * @param {{ body?: object, version?: string }} [options] @returns {Promise<{ status: number, body: any }>}
 */
async function ask({ origin, key }, method, path, { body, version } = {}) {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body && { 'content-type': 'application/json' }),
    ...(version && { 'if-match': `"${version}"` }),
  }
  const response = await fetch(`${origin}/api/connections${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

/** Saves, again after each 412, as a person does. @param {Console} server @param {string} name */
async function add(server, name) {
  for (;;) {
    const list = await ask(server, 'GET', '')
    if (list.status !== 200) continue // another program is in the middle of writing
    const { version } = list.body
    const { status, body } = await ask(server, 'POST', '', { body: { connection: { name } }, version })
    if (status === 201) return
    if (body.code === 'ERR_FILE_NOT_JSON') continue // the same, before anything was stored
    assert.equal(status, 412, JSON.stringify(body))
  }
}

/** @param {string} file @returns {string[]} */
const namesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).map((/** @type {any} */ { name }) => name)

/** Runs a console in this process. @param {string} file @param {(server: Console) => Promise<void>} work */
async function serving(file, work) {
  const server = await startServer({ file, port: 0, rateLimit: false, logger })
  try {
    await work(server)
  } finally {
    await server.close()
  }
}

/** @param {Console} server @param {string} path @param {object} connection */
async function change(server, path, connection) {
  const { version } = (await ask(server, 'GET', '')).body
  return ask(server, 'PUT', path, { body: { connection }, version })
}

describe('two consoles on one file', () => {
  it('lose no acknowledged saves', { timeout: 60_000 }, async () => {
    const file = makeFile([])
    writeFileSync(`${file}.config`, '{"rateLimit":false}')
    const args = [basename(file), '--port', '0', '--config', `${file}.config`]
    const servers = await Promise.all([1, 2, 3].map(() => startServe(args, { cwd: dirname(file) })))
    const names = servers.flatMap((_, i) => Array.from({ length: 20 }, (_, j) => `c${i}-${j}`))
    await Promise.all(
      servers.map(async (server, i) => {
        for (const name of names.filter((name) => name.startsWith(`c${i}-`))) await add(server, name)
      }),
    )
    await Promise.all(servers.map((server) => server.stop()))
    assert.deepEqual(namesIn(file).sort(), [...names].sort())
    assert.deepEqual(readdirSync(dirname(file)).sort(), ['connections.json', 'connections.json.config'])
  })

  it('answer 412 with the version as it is now', () => {
    const file = makeFile([{ name: 'One' }])
    return serving(file, async (server) => {
      const { version } = (await ask(server, 'GET', '')).body
      writeFileSync(file, '[{"name":"Other"}]')
      const answer = await ask(server, 'POST', '', { body: { connection: { name: 'Two' } }, version })
      assert.deepEqual([answer.status, answer.body.code], [412, 'ERR_HOST_CHANGED'])
      assert.equal(answer.body.version, (await ask(server, 'GET', '')).body.version)
      assert.notEqual(answer.body.version, version)
      assert.deepEqual(namesIn(file), ['Other'])
    })
  })
})

describe('an editor', () => {
  for (const how of ['renames', 'overwrites']) {
    it(`that ${how} loses nothing`, { timeout: 240_000 }, () => {
      const file = makeFile([])
      return serving(file, async (server) => {
        /** @type {string[]} */
        const saved = []
        let done = false
        // It reads, thinks, and saves unless the file has changed, in a moment too short for anybody else.
        const editing = (async () => {
          for (let i = 0; !done; i++) {
            const before = readFileSync(file, 'utf8')
            const list = JSON.parse(before)
            const text = JSON.stringify([...list, { name: `editor-${i}` }], null, 2)
            writeFileSync(`${file}~`, text)
            if (readFileSync(file, 'utf8') === before) {
              if (how === 'renames') renameSync(`${file}~`, file)
              else writeFileSync(file, text)
              saved.push(`editor-${i}`)
            }
            // Slower and slower, so that the page gets its turn on a busy machine too.
            await sleep((5 + Math.random() * 50) * (1 + i / 40))
          }
        })()
        for (let i = 0; i < 60; i++) {
          await add(server, `page-${i}`)
          saved.push(`page-${i}`)
        }
        done = true
        await editing
        assert.ok(saved.length > 70, String(saved.length))
        assert.deepEqual(namesIn(file).sort(), saved.sort())
      })
    })
  }
})

describe('the lock', () => {
  /** @param {string} file */
  const lockOf = (file) => join(dirname(file), `.${basename(file)}.lock`)

  it('of a process that was killed is taken over at once', async () => {
    const file = makeFile([])
    writeFileSync(lockOf(file), basename(await nameOfKilled(file, 'lock')))
    writeFileSync(`${lockOf(file)}.break`, basename(await nameOfKilled(file, 'lock')))
    const start = performance.now()
    await serving(file, (server) => add(server, 'One'))
    assert.ok(performance.now() - start < 5_000)
    assert.deepEqual(namesIn(file), ['One'])
    assert.deepEqual(readdirSync(dirname(file)), ['connections.json'])
  })

  it('of another machine is taken over after its lease', { timeout: 30_000 }, async () => {
    const file = makeFile([])
    writeFileSync(lockOf(file), '.connections.json.00000000-1-00000000-0000.lock')
    const start = performance.now()
    await serving(file, (server) => add(server, 'One'))
    assert.ok(performance.now() - start > 9_000)
    assert.deepEqual(namesIn(file), ['One'])
  })

  it('of a living process is waited for', { timeout: 30_000 }, async () => {
    const file = makeFile([])
    const mine = nameTemporary(file, 'lock')
    writeFileSync(mine, basename(mine))
    linkSync(mine, lockOf(file))
    await serving(file, async (server) => {
      const saving = add(server, 'One')
      await sleep(500)
      assert.deepEqual(namesIn(file), [])
      rmSync(lockOf(file))
      await saving
      assert.deepEqual(namesIn(file), ['One'])
    })
    rmSync(mine)
  })

  it('is broken by only one of many processes', { timeout: 60_000 }, async () => {
    const file = makeFile([])
    const killed = basename(await nameOfKilled(file, 'lock'))
    await serving(file, async (server) => {
      for (let round = 0; round < 10; round++) {
        writeFileSync(lockOf(file), killed)
        await Promise.all([1, 2, 3, 4].map((i) => add(server, `r${round}-${i}`)))
      }
    })
    assert.equal(namesIn(file).length, 40)
  })
})

describe('text that is not edited', () => {
  const odd =
    '{ "name" : "Odd",\t"big": 123456789012345678901234567890, "huge":1e400,  "x": [1.0, 1E2 ],"é":"\\u00e9" }'

  it('stays byte for byte, in the entries around and in the edited one', () => {
    const edited = '{\n    "name": "Edited",\n    "big": 9007199254740993,\n    "description": "old"\n  }'
    const file = makeFile(`[\n  ${odd},\n  ${edited},\n  ${odd.replace('Odd', 'Last')}\n]\n\n`)
    return serving(file, async (server) => {
      const saved = await change(server, '/Edited', { name: 'Edited', description: 'new' })
      assert.equal(saved.status, 200, JSON.stringify(saved.body))
      const expected = `[\n  ${odd},\n  ${edited.replace('"old"', '"new"')},\n  ${odd.replace('Odd', 'Last')}\n]\n\n`
      assert.equal(readFileSync(file, 'utf8'), expected)

      await add(server, 'New')
      assert.equal(readFileSync(file, 'utf8'), expected.replace('\n]\n\n', ',\n  {\n    "name": "New"\n  }\n]\n\n'))
      const { version } = (await ask(server, 'GET', '')).body
      const { undo, version: after } = (await ask(server, 'DELETE', '/Odd', { version })).body
      assert.ok(!readFileSync(file, 'utf8').includes('"Odd"'))
      await ask(server, 'POST', '', { body: { restore: undo }, version: after })
      assert.equal(readFileSync(file, 'utf8'), expected.replace('\n]\n\n', ',\n  {\n    "name": "New"\n  }\n]\n\n'))
    })
  })

  it('stays in a file of one line, of one connection, with tabs, with CRLF, in UTF-16 and with a byte order mark', async () => {
    /** @type {[before: string | Buffer, after: string | Buffer][]} */
    const files = [
      [`[${odd},{"name":"E","description":"old"}]`, `[${odd},{"name":"E","description":"new"}]`],
      ['{"name":"E","big":1e400,"description":"old"}', '{"name":"E","big":1e400,"description":"new"}'],
      [
        '[\n\t{\n\t\t"name": "E",\n\t\t"description": "old"\n\t}\n]',
        '[\n\t{\n\t\t"name": "E",\n\t\t"description": "new"\n\t}\n]',
      ],
      [
        '[\r\n {\r\n  "name": "E",\r\n  "description": "old"\r\n }\r\n]\r\n',
        '[\r\n {\r\n  "name": "E",\r\n  "description": "new"\r\n }\r\n]\r\n',
      ],
      ['\ufeff[{"name":"E","description":"old"}]', '\ufeff[{"name":"E","description":"new"}]'],
      [
        Buffer.from('\ufeff[{"name":"E","description":"old"}]', 'utf16le'),
        Buffer.from('\ufeff[{"name":"E","description":"new"}]', 'utf16le'),
      ],
      [
        Buffer.from('\ufeff[{"name":"E","description":"old"}]', 'utf16le').swap16(),
        Buffer.from('\ufeff[{"name":"E","description":"new"}]', 'utf16le').swap16(),
      ],
    ]
    for (const [before, after] of files) {
      const file = makeFile(before)
      await serving(file, async (server) => {
        const { status, body } = await change(server, '/E', { name: 'E', description: 'new' })
        assert.equal(status, 200, JSON.stringify(body))
        assert.deepEqual(readFileSync(file), Buffer.from(after))
      })
    }
  })

  it('stays if members are added and removed, and if one is written twice', async () => {
    const file = makeFile('[{"name":"E","description":"a","big":12345678901234567890,"description":"old"}]')
    await serving(file, async (server) => {
      assert.equal((await change(server, '/E', { name: 'E', description: 'new' })).status, 200)
      assert.equal(JSON.parse(readFileSync(file, 'utf8'))[0].description, 'new')
      const text = '[\n  {\n    "name": "E",\n    "description": "old",\n    "big": 12345678901234567890\n  }\n]\n'
      writeFileSync(file, text)
      assert.equal((await change(server, '/E', { name: 'E', runtimeEnvironment: 'Agent' })).status, 200)
      const [, added] = /** @type {RegExpExecArray} */ (
        /^\[\n {2}\{\n {4}"name": "E",\n {4}"big": 12345678901234567890,\n {4}"runtimeEnvironment": "(\w+)"\n {2}\}\n\]\n$/.exec(
          readFileSync(file, 'utf8'),
        ) ?? [undefined, readFileSync(file, 'utf8')]
      )
      assert.equal(added, 'Agent')
    })
  })
})

describe('an entry that is too deep or too wide', () => {
  const deep = `{"name":"Deep","x":${'['.repeat(9000)}${']'.repeat(9000)}}`
  const wide = JSON.stringify({
    name: 'Wide',
    ...Object.fromEntries(Array.from({ length: 65_537 }, (_, i) => [`m${i}`, i])),
  })

  it('has an issue, can be removed, and otherwise stays byte for byte while others are listed and saved', () => {
    const file = makeFile(`[${deep},\n{"name":"One"},\n${wide},\n{"name":"Two"}]`)
    return serving(file, async (server) => {
      const { status, body } = await ask(server, 'GET', '')
      assert.equal(status, 200)
      const codes = body.connections.map((/** @type {any} */ { issues }) => issues[0]?.code === 'too_complex')
      assert.deepEqual(codes, [true, false, true, false])
      assert.equal((await change(server, '/Two', { name: 'Two', description: 'new' })).status, 200)
      assert.equal(
        readFileSync(file, 'utf8'),
        `[${deep},\n{"name":"One"},\n${wide},\n${JSON.stringify({ name: 'Two', description: 'new' })}]`.replace(
          '"Two","description":"new"',
          '"Two","description": "new"',
        ),
      )
      assert.equal((await change(server, '?entry=1', { name: 'x' })).status, 400)
      const { version } = (await ask(server, 'GET', '')).body
      const removed = await ask(server, 'DELETE', '?entry=1', { version })
      assert.equal(removed.status, 200)
      assert.ok(!readFileSync(file, 'utf8').includes('[[['))
      const back = await ask(server, 'POST', '', {
        body: { restore: removed.body.undo },
        version: removed.body.version,
      })
      assert.equal(back.status, 201)
      assert.ok(readFileSync(file, 'utf8').startsWith(`[${deep},`))
    })
  })
})

describe('10,000 connections', () => {
  it('are listed and saved in a few seconds', { timeout: 60_000 }, () => {
    const file = makeFile(Array.from({ length: 10_000 }, (_, i) => ({ name: `n${i}`, organizationId: 'x' })))
    return serving(file, async (server) => {
      const start = performance.now()
      assert.equal((await ask(server, 'GET', '')).body.connections.length, 10_000)
      assert.equal((await change(server, '/n9999', { name: 'n9999', description: 'new' })).status, 200)
      console.log(
        `10,000 connections, listed three times and saved: ${((performance.now() - start) / 1000).toFixed(1)} s`,
      )
    })
  })
})

describe('a file', () => {
  it('does not grow beyond what imskit reads', () => {
    const file = makeFile([{ name: 'Large', padding: 'x'.repeat(8 * 1024 * 1024 - 2_000) }])
    const before = readFileSync(file)
    return serving(file, async (server) => {
      const { version } = (await ask(server, 'GET', '')).body
      const body = { connection: { name: 'Next', organizationId: 'x'.repeat(10_000) } }
      const answer = await ask(server, 'POST', '', { body, version })
      assert.deepEqual([answer.status, answer.body.code], [413, 'ERR_HOST_TOO_LARGE'])
      assert.match(answer.body.message, /would be larger than 8 MiB/)
      assert.ok(readFileSync(file).equals(before))
    })
  })

  it('keeps its mode, unless everyone can read it', async () => {
    for (const [mode, expected] of [
      [0o600, 0o600],
      [0o640, 0o640],
      [0o660, 0o660],
      [0o644, 0o600],
    ]) {
      const file = makeFile([])
      chmodSync(file, Number(mode))
      await serving(file, (server) => add(server, 'One'))
      assert.equal(statSync(file).mode & 0o777, expected)
    }
  })

  it('keeps its owner if root saves it', { skip: process.getuid?.() !== 0 }, async () => {
    const file = makeFile([])
    chownSync(file, 65_534, 65_533)
    chmodSync(file, 0o600)
    await serving(file, (server) => add(server, 'One'))
    const { uid, gid, mode } = statSync(file)
    assert.deepEqual([uid, gid, mode & 0o777], [65_534, 65_533, 0o600])
  })

  it('that is a mount point is written in place', async (t) => {
    const file = makeFile('[{"name":"One"}]')
    const inside = makeFile('')
    const { ino } = statSync(file)
    // As Docker does with a single file.
    const script = `mount --bind '${file}' '${inside}' && exec '${process.execPath}' --input-type=module -e "$0"`
    const program = `
      import { startServer } from '${new URL('../../../js/cli/serve.js', import.meta.url)}'
      const server = await startServer({ file: '${inside}', port: 0, logger: { info() {}, warn() {} } })
      const path = server.origin + '/api/connections'
      const headers = { authorization: 'Bearer ' + server.key, 'content-type': 'application/json' }
      for (const name of ['Two', 'A much longer name']) {
        const { version } = await (await fetch(path, { headers })).json()
        const init = { method: 'POST', headers: { ...headers, 'if-match': '"' + version + '"' } }
        const answer = await fetch(path, { ...init, body: JSON.stringify({ connection: { name } }) })
        console.log(answer.status)
      }
      const { version } = await (await fetch(path, { headers })).json()
      const removed = await fetch(path + '/A much longer name', { method: 'DELETE', headers: { ...headers, 'if-match': '"' + version + '"' } })
      console.log(removed.status)
      await server.close()`
    try {
      execFileSync('unshare', ['-m', 'mount', '--bind', file, inside], { stdio: 'ignore' })
    } catch {
      return t.skip('mounts are not permitted here')
    }
    const output = execFileSync('unshare', ['-m', 'sh', '-c', script, program]).toString()
    assert.deepEqual(output.trim().split('\n'), ['201', '201', '200'])
    assert.deepEqual(namesIn(file), ['One', 'Two'])
    assert.equal(statSync(file).ino, ino)
    assert.deepEqual(readdirSync(dirname(inside)), ['connections.json'])
  })

  it('that was half overwritten is restored at the next start', async () => {
    const file = makeFile('[{"name":"On')
    writeFileSync(await nameOfKilled(file, 'backup'), '[{"name":"One"}]')
    await serving(file, async (server) => assert.equal((await ask(server, 'GET', '')).body.connections[0].name, 'One'))
    assert.deepEqual(readdirSync(dirname(file)), ['connections.json'])
  })

  it('has no left-over temporary files next to it after a start', async () => {
    const file = makeFile([])
    const [dead, old, alive, other] = [
      await nameOfKilled(file),
      join(dirname(file), '.connections.json.00000000-1-00000000-0000.tmp'),
      nameTemporary(file),
      join(dirname(file), '.connections.json.backup.tmp'),
    ]
    for (const name of [dead, old, alive, other]) writeFileSync(name, '')
    utimesSync(old, new Date(0), new Date(0))
    await serving(file, async () => {})
    assert.deepEqual(
      [dead, old, alive, other].map((name) => existsSync(name)),
      [false, false, true, true],
    )
  })
})

describe('a console that is killed while it saves', () => {
  it('leaves the old list or the new one, and the next process can save', { timeout: 120_000 }, async () => {
    const file = makeFile([])
    writeFileSync(`${file}.config`, '{"rateLimit":false}')
    /** @type {string[]} */
    const acknowledged = []
    for (let round = 0; round < 6; round++) {
      const args = ['serve', '--json', basename(file), '--port', '0', '--config', `${file}.config`]
      const cli = new URL('../../../js/cli.js', import.meta.url).pathname
      const child = spawn(process.execPath, [cli, ...args], { cwd: dirname(file) })
      const server = JSON.parse(String(await new Promise((resolve) => child.stdout.once('data', resolve))))
      const working = (async () => {
        for (let i = 0; ; i++) {
          await add(server, `k${round}-${i}`)
          acknowledged.push(`k${round}-${i}`)
        }
      })().catch(() => {})
      await sleep(200 + Math.random() * 200)
      child.kill('SIGKILL')
      // Its files are left alone as long as it exists.
      await Promise.all([working, once(child, 'exit')])
    }
    const names = namesIn(file)
    assert.ok(acknowledged.length > 20, String(acknowledged.length))
    assert.deepEqual(
      acknowledged.filter((name) => !names.includes(name)),
      [],
    )
    await serving(file, async () => {})
    assert.deepEqual(
      readdirSync(dirname(file)).filter((name) => name.startsWith('.')),
      [],
    )
  })
})
