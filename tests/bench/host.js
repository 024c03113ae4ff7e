#!/usr/bin/env node
// Puts POST /api/token under load, compared with a bare hono handler that asks the same sandbox, and prints a table:
//   npm run bench -- --only host, or node tests/bench/host.js [--seconds 60] [--connections 32] [--instant]
// This process serves both handlers. A child process sends the requests and alternates every second, so that other load on the
// machine affects both equally. `--seconds` applies to each handler. With `--instant`, IMS answers immediately and without RSA,
// which isolates the host.
import { fork } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Hono } from 'hono'
import { load } from 'imskit'
import { createHost } from 'imskit/host'
import { createSandbox } from 'imskit/sandbox'
import { listen } from '../../js/cli/listen.js'
import { identity, makeClient, makeConnection } from '../support/connections.js'
import { makeKey } from '../support/keys.js'

const turnSeconds = 1

if (process.send) serveLoad()
else await measure()

/** Runs in the child process: sends as many requests as the connections carry, for the given time. */
function serveLoad() {
  process.on('message', async ({ url, body, seconds, connections }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const durations = []
    let failures = 0
    const start = performance.now()
    const end = start + seconds * 1000
    const ask = async () => {
      while (performance.now() < end) {
        const sent = performance.now()
        const status = await post(url, body, agent)
        durations.push(performance.now() - sent)
        if (status !== 200) failures++
      }
    }
    await Promise.all(Array.from({ length: connections }, ask))
    const took = (performance.now() - start) / 1000
    agent.destroy()
    process.send?.({ durations, failures, seconds: took })
  })
}

/** @param {string} url @param {string} body @param {Agent} agent @returns {Promise<number | undefined>} */
function post(url, body, agent) {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    request.once('error', () => resolve(undefined)).end(body)
  })
}

async function measure() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      connections: { type: 'string', default: '32' },
      instant: { type: 'boolean', default: false },
    },
  })
  const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc')

  const key = makeKey()
  const sandbox = createSandbox({ clients: [makeClient(key)] })
  const instant = JSON.stringify({ token_type: 'bearer', access_token: 'x'.repeat(1000), expires_in: 86_399_992 })
  const ask = values.instant ? async () => new Response(instant) : sandbox.fetch

  const quiet = { info() {}, warn() {} }
  const imsOrigin = 'https://ims.example'
  const rateLimit = { requests: Number.MAX_SAFE_INTEGER } // still counts
  const host = createHost({ imsOrigins: [imsOrigin], fetch: ask, logger: quiet, rateLimit })
  const bare = new Hono()
  bare.post('/api/token', async (c) => {
    const { clientId, clientSecret, jwt } = await c.req.json()
    const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, jwt_token: jwt })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await ask(`${imsOrigin}/ims/exchange/jwt`, { method: 'POST', headers, body: form.toString() })
    const { access_token: accessToken, token_type: tokenType, expires_in: expiresIn } = await answer.json()
    return c.json({ accessToken, tokenType, expiresAt: new Date(Date.now() + expiresIn) })
  })

  const { clientId, clientSecret } = identity
  const jwt = (await load()).signJwt(makeConnection(key, imsOrigin), { lifetimeSeconds: 86_400 })
  const body = JSON.stringify({ clientId, clientSecret, jwt })
  const client = fork(fileURLToPath(import.meta.url))
  const servers = [await listen(host, 0), await listen(bare, 0)]
  const results = servers.map(() => ({ durations: /** @type {number[]} */ ([]), failures: 0, seconds: 0, cpuMs: 0 }))
  const memory = []

  const turns = Math.max(1, Math.round(seconds / turnSeconds))
  for (let turn = -1; turn < turns; turn++) {
    for (const [i, { url }] of servers.entries()) {
      const before = process.cpuUsage()
      client.send({ url: `${url}/api/token`, body, seconds: seconds / turns, connections })
      const answer = await new Promise((resolve) => client.once('message', resolve))
      const { user, system } = process.cpuUsage(before)
      if (turn < 0) continue // warm-up
      results[i].cpuMs += (user + system) / 1000
      for (const duration of answer.durations) results[i].durations.push(duration)
      results[i].failures += answer.failures
      results[i].seconds += answer.seconds
    }
    gc()
    // Leave out the measurements, eight bytes each.
    const own = results.reduce((sum, { durations }) => sum + durations.length * 8, 0)
    memory.push((process.memoryUsage().heapUsed - own) / 1024 / 1024)
    process.stderr.write(`turn ${turn + 1} of ${turns}: heap ${memory.at(-1).toFixed(1)} MB\n`)
  }
  client.disconnect()
  await Promise.all(servers.map(({ close }) => close()))

  const rows = results.map(({ durations, failures, seconds: took, cpuMs }) => {
    const sorted = durations.sort((a, b) => a - b)
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
    const cpu = cpuMs / sorted.length
    return { rate: sorted.length / took, cpu, requests: sorted.length, failures, p50: at(0.5), p99: at(0.99) }
  })
  const [hosted, plain] = rows
  console.log(
    `Node ${process.versions.node}, ${connections} connections, ${seconds} s each, ${values.instant ? 'an instant IMS' : 'the sandbox'}`,
  )
  console.log(
    '\n| handler | requests/s | CPU ms/request | p50 ms | p99 ms | requests | failed |\n| --- | --- | --- | --- | --- | --- | --- |',
  )
  for (const [name, row] of Object.entries({ 'imskit host': hosted, 'bare hono': plain })) {
    console.log(
      `| ${name} | ${row.rate.toFixed(0)} | ${row.cpu.toFixed(2)} | ${row.p50} | ${row.p99} | ${row.requests} | ${row.failures} |`,
    )
  }
  const settled = memory[Math.floor(memory.length / 4)]
  console.log(`\nrequests per second, host to bare: ${(hosted.rate / plain.rate).toFixed(2)} (goal 0.6)`)
  console.log(`the same by CPU time, which others on the machine disturb less: ${(plain.cpu / hosted.cpu).toFixed(2)}`)
  console.log(
    `heap after collection: ${settled.toFixed(1)} MB after a quarter of the time, ${memory.at(-1).toFixed(1)} MB at the end`,
  )
  if (hosted.failures > 0) process.exitCode = 1
}
