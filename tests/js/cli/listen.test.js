// How serving starts and ends.
import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { listen } from '../../../js/cli/listen.js'

/** An app whose answer waits until it is let go. */
function makeSlowApp() {
  /** @type {() => void} */
  let letGo = () => {}
  const gate = new Promise((resolve) => {
    letGo = () => resolve(undefined)
  })
  /** @type {() => void} */
  let arrive = () => {}
  const arrived = new Promise((resolve) => {
    arrive = () => resolve(undefined)
  })
  const app = new Hono()
  app.get('/slow', async (c) => {
    arrive()
    await gate
    return c.text('done')
  })
  app.get('/', (c) => c.text('ok'))
  return { app, arrived, letGo }
}

/** @param {string} url @param {Agent} [agent] */
async function get(url, agent) {
  const response = await new Promise((resolve, reject) => {
    httpRequest(url, { agent }, resolve).once('error', reject).end()
  })
  return { headers: response.headers, body: await text(response) }
}

describe('a stop', () => {
  it('takes no more connections, and lets requests in flight finish', async () => {
    const { app, arrived, letGo } = makeSlowApp()
    const server = await listen(app, 0)
    const agent = new Agent({ keepAlive: true })
    const answer = get(`${server.url}/slow`, agent)
    await arrived
    let closed = false
    const closing = server.close().then(() => {
      closed = true
    })
    await delay(120)
    await assert.rejects(get(server.url), { code: 'ECONNREFUSED' })
    assert.equal(closed, false)
    letGo()
    assert.equal((await answer).body, 'done')
    await closing
    agent.destroy()
  })

  it('does not wait for connections that are idle, or that never asked', { timeout: 5000 }, async () => {
    const server = await listen(makeSlowApp().app, 0)
    const agent = new Agent({ keepAlive: true })
    assert.equal((await get(server.url, agent)).body, 'ok')
    const silent = connect(server.port, '127.0.0.1')
    await new Promise((resolve) => silent.once('connect', resolve))
    await server.close()
    agent.destroy()
    silent.destroy()
  })

  it('closes a connection that has more requests queued', { timeout: 5000 }, async () => {
    const { app, arrived, letGo } = makeSlowApp()
    const server = await listen(app, 0)
    const socket = connect(server.port, '127.0.0.1')
    const answers = text(socket)
    const ask = 'GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
    socket.write(ask)
    await arrived
    const closing = server.close()
    socket.write(ask.repeat(3)) // in the queue of the connection, behind the one in flight
    await delay(50)
    letGo()
    await closing
    assert.ok((await answers).split('done').length >= 2)
  })
})

describe('a client that is slow', () => {
  it('is cut off at the limit, not at twice that', { timeout: 20_000 }, async () => {
    const server = await listen(makeSlowApp().app, 0, { requestTimeout: 1_500, headersTimeout: 1_000 })
    for (const begin of [
      'POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf',
      'GET / HTTP/1.1\r\nHost: 127.',
    ]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.write(begin)
      const start = performance.now()
      await new Promise((resolve) =>
        socket
          .once('close', resolve)
          .on('error', () => {})
          .resume(),
      )
      assert.ok(performance.now() - start < 4_000)
    }
    await server.close()
  })

  it('does not delay a stop', { timeout: 10_000 }, async () => {
    const { app, arrived } = makeSlowApp()
    const server = await listen(app, 0, { graceMs: 500 })
    const stuck = connect(server.port, '127.0.0.1').on('error', () => {})
    stuck.write('POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf')
    const waiting = get(`${server.url}/slow`).catch((error) => error)
    await arrived
    const start = performance.now()
    await server.close()
    assert.ok(performance.now() - start < 2_000)
    assert.equal((await waiting).code, 'ECONNRESET')
  })
})
