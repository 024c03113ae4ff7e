// Four hosts, four watchers and four consoles over one Redis and one file, while processes are killed at random.
// CHAOS_SECONDS sets the duration; default 300.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { identity } from '../support/connections.js'
import { makeKey } from '../support/keys.js'
import { startRedis } from '../support/redis.js'
import { serveHandler } from '../support/servers.js'

const seconds = Number(process.env.CHAOS_SECONDS ?? 300)
const each = 4
/** Watchers renew a token at half its life, so a killed one has time to start again. */
const lifetimeMs = 20_000
/** How often IMS fails. */
const failureRate = 0.05

const cli = fileURLToPath(new URL('../../js/cli.js', import.meta.url))
const hostProgram = fileURLToPath(new URL('chaos-host.js', import.meta.url))

/** An IMS that remembers when each token expires. */
async function startIms() {
  /** @type {Map<string, number>} */
  const tokens = new Map()
  let failures = 0
  const url = await serveHandler((_, response) => {
    if (Math.random() < failureRate) {
      failures++
      return response.writeHead(503).end()
    }
    const token = `chaos-${randomBytes(12).toString('hex')}`
    tokens.set(token, Date.now() + lifetimeMs)
    response.end(JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: lifetimeMs }))
  })
  /** @param {string} token */
  const isAlive = (token) => (tokens.get(token) ?? 0) > Date.now()
  return { url, isAlive, counts: () => ({ tokens: tokens.size, failures }) }
}

/**
 * Keeps a process running: starts it again whenever it is killed.
 * @param {string} name @param {string[]} args @param {Record<string, string>} [env]
 */
function keepRunning(name, args, env) {
  const state = { name, kills: 0, ended: /** @type {string[]} */ ([]), line: '', stopping: false }
  /** @type {import('node:child_process').ChildProcess} */
  let child
  let isKilled = false
  function start() {
    isKilled = false
    state.line = ''
    let errors = ''
    child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout?.on('data', (data) => {
      state.line ||= String(data).split('\n')[0] ?? ''
    })
    child.stderr?.on('data', (data) => {
      errors = `${errors}${data}`.slice(-2000)
    })
    child.once('exit', (code, signal) => {
      if (!isKilled) state.ended.push(`${name}: ${code ?? signal} ${errors}`)
      if (!state.stopping) start()
    })
  }
  start()
  return Object.assign(state, {
    kill() {
      if (state.line === '') return // still starting
      state.kills++
      isKilled = true
      child.kill(Math.random() < 0.8 ? 'SIGKILL' : 'SIGTERM')
    },
    async stop() {
      state.stopping = true
      isKilled = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
    },
  })
}

/**
 * A person at one console, who adds, changes and removes connections and remembers the acknowledged saves.
 * @param {ReturnType<typeof keepRunning>} server @param {number} number @param {() => boolean} isOver
 */
function edit(server, number, isOver) {
  /** The possible final states of each connection; null means absent. @type {Map<string, Set<string | null>>} */
  const possible = new Map()
  const counts = { acknowledged: 0, conflicts: 0, unknown: 0 }

  /** @param {string} method @param {string} path @param {object} [body] @param {string} [version] */
  async function ask(method, path, body, version) {
    const { origin, key } = JSON.parse(server.line)
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(version && { 'if-match': `"${version}"` }),
    }
    const init = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(30_000) }
    const response = await fetch(`${origin}/api/connections${path}`, init)
    return { status: response.status, body: await response.json() }
  }

  /** @param {string} method @param {string} name @param {string | null} result */
  async function save(method, name, result) {
    const body = result === null ? undefined : { connection: { name, description: result } }
    for (;;) {
      let isSent = false
      try {
        const { body: list } = await ask('GET', '')
        isSent = true
        const answer = await ask(method, method === 'POST' ? '' : `/${name}`, body, list.version)
        if (answer.status < 300) {
          possible.set(name, new Set([result]))
          counts.acknowledged++
          return
        }
        assert.equal(answer.status, 412, JSON.stringify(answer.body))
        counts.conflicts++
      } catch (error) {
        if (/** @type {Error} */ (error).name === 'AssertionError') throw error
        if (isSent) {
          // Killed before it answered: it may have saved or not.
          counts.unknown++
          possible.set(name, new Set([...(possible.get(name) ?? [null]), result]))
          return
        }
        await sleep(50)
      }
      if (isOver()) return
    }
  }

  const working = (async () => {
    for (let i = 0; !isOver(); i++) {
      const name = `e${number}-${i}`
      await save('POST', name, 'new')
      const certain = [...possible]
        .filter(([, values]) => values.size === 1 && !values.has(null))
        .map(([known]) => known)
      const chosen = certain[randomInt(Math.max(1, certain.length))]
      if (chosen && !isOver()) {
        if (certain.length > 20) await save('DELETE', chosen, null)
        else await save('PUT', chosen, `changed ${i}`)
      }
      await sleep(randomInt(100))
    }
  })()
  return { possible, counts, working }
}

it('no acknowledged save is lost, no token is dead, no process ends by itself', {
  timeout: (seconds + 120) * 1000,
}, async () => {
  const key = makeKey()
  const file = join(key.folder, 'connections.json')
  const ims = await startIms()
  const redis = await startRedis()
  writeFileSync(file, JSON.stringify([{ ...identity, imsHost: ims.url, privateKeyFile: 'private.key' }], null, 2))
  writeFileSync(join(key.folder, 'serve.json'), JSON.stringify({ rateLimit: false, imsOrigins: [ims.url] }))

  const numbers = Array.from({ length: each }, (_, i) => i)
  const shared = { redis: redis.url, key: randomBytes(32).toString('base64'), file, ims: ims.url, name: identity.name }
  const hosts = numbers.map((i) => keepRunning(`host ${i}`, [hostProgram], { CHAOS: JSON.stringify(shared) }))
  const tokenFiles = numbers.map((i) => join(key.folder, `token-${i}`))
  const watchers = tokenFiles.map((to, i) =>
    keepRunning(`watcher ${i}`, [cli, 'token', file, '--name', identity.name, '--watch', to, '--json']),
  )
  const serveArgs = [cli, 'serve', file, '--port', '0', '--json', '--config', join(key.folder, 'serve.json')]
  const consoles = numbers.map((i) => keepRunning(`console ${i}`, serveArgs))
  const all = [...hosts, ...watchers, ...consoles]
  while (all.some(({ line }) => line === '')) await sleep(100)

  const end = Date.now() + seconds * 1000
  const isOver = () => Date.now() >= end
  const editors = consoles.map((server, i) => edit(server, i, isOver))
  const seen = { files: 0, served: 0, refused: 0, redis: 0 }
  /** @type {string[]} */
  const dead = []

  const reading = (async () => {
    while (!isOver()) {
      for (const to of tokenFiles) {
        const token = readFileSync(to, 'utf8').trim()
        seen.files++
        if (!ims.isAlive(token)) dead.push(`${to}: ${token}`)
      }
      await sleep(100)
    }
  })()
  const calling = Promise.all(
    hosts.map(async (host) => {
      while (!isOver()) {
        try {
          const response = await fetch(`http://127.0.0.1:${host.line}/token`, { signal: AbortSignal.timeout(15_000) })
          const token = await response.text()
          if (response.status !== 200) seen.refused++
          else {
            seen.served++
            if (!ims.isAlive(token)) dead.push(`${host.name}: ${token}`)
          }
        } catch {
          // killed, or still starting
        }
        await sleep(50)
      }
    }),
  )
  const killing = (async () => {
    while (!isOver()) {
      await sleep(500 + randomInt(1500))
      all[randomInt(all.length)]?.kill()
    }
  })()
  const restarting = (async () => {
    while (!isOver()) {
      await sleep(Math.min(60_000, seconds * 400))
      if (isOver()) return
      await redis.stop()
      await sleep(1_000)
      await redis.start()
      seen.redis++
    }
  })()
  await Promise.all([reading, calling, killing, restarting, ...editors.map(({ working }) => working)])
  await Promise.all(all.map((each) => each.stop()))
  await redis.stop()

  const list = new Map(
    JSON.parse(readFileSync(file, 'utf8')).map((/** @type {any} */ { name, description }) => [name, description]),
  )
  const lost = editors.flatMap(({ possible }) =>
    [...possible]
      .filter(([name, values]) => !values.has(list.get(name) ?? null))
      .map(([name, values]) => `${name}: ${[...values]}`),
  )
  const sum = (/** @type {'acknowledged' | 'conflicts' | 'unknown'} */ name) =>
    editors.reduce((total, { counts }) => total + counts[name], 0)
  const kills = all.reduce((total, each) => total + each.kills, 0)
  const ended = all.flatMap((each) => each.ended)
  const { tokens, failures } = ims.counts()
  console.log(`${seconds} s, ${all.length} processes, ${kills} kills, ${seen.redis} restarts of Redis`)
  console.log(
    `saves: ${sum('acknowledged')} acknowledged, ${sum('conflicts')} refused with 412, ${sum('unknown')} cut off, ${lost.length} lost`,
  )
  console.log(
    `tokens: ${tokens} issued, ${failures} failures of IMS; ${seen.files} reads of files, ${seen.served} from hosts, ${seen.refused} refused, ${dead.length} dead`,
  )
  console.log(`processes that ended by themselves: ${ended.length}`)
  assert.deepEqual({ lost, dead: dead.slice(0, 10), ended }, { lost: [], dead: [], ended: [] })
  assert.equal(
    new Set(JSON.parse(readFileSync(file, 'utf8')).map((/** @type {any} */ { name }) => name)).size,
    list.size,
  )
  assert.ok(kills > seconds / 5 && sum('acknowledged') > seconds && seen.served > seconds)
  const left = readdirSync(key.folder).filter((name) => name.startsWith('.connections.json.lock'))
  assert.ok(left.length <= 2, left.join())
})
