// HTTP servers on the loopback address: how they start, and how they end.
import { createAdaptorServer } from '@hono/node-server'
import { ImsError } from '../index.js'

const address = '127.0.0.1'
/** Ports that are tried after the first. */
const maxAttempts = 100
/** How long a stopping server waits for requests in flight. Docker kills after 10 s. */
const graceMs = 8_000
/** How long a client may take to send a request; Node's own limits are minutes. Node looks for late ones at the interval. */
const limits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }

/**
 * Serves an app on the first free loopback port.
 * @param {{ fetch: (request: Request, env: any) => Response | Promise<Response> }} app
 * @param {number} first port; 0 takes any
 * @param {{ graceMs?: number, requestTimeout?: number, headersTimeout?: number }} [times] milliseconds
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>} `url` without a trailing slash; `close` takes
 *   no more connections, lets requests in flight finish for at most 8 s, and resolves when everything is closed
 * @throws {ImsError} ERR_SERVE_PORT
 */
export async function listen(app, first, { graceMs: patience = graceMs, ...times } = {}) {
  for (let port = first; port < first + maxAttempts && port <= 65_535; port++) {
    const options = { fetch: app.fetch, serverOptions: { ...limits, ...times } }
    const server = /** @type {import('node:http').Server} */ (createAdaptorServer(options))
    const close = trackRequests(server, patience)
    try {
      await /** @type {Promise<void>} */ (
        new Promise((resolve, reject) => {
          server.once('error', reject)
          server.listen(port, address, resolve)
        })
      )
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error)
      if (code === 'EADDRINUSE') continue
      const what = code === 'EACCES' ? 'needs permissions that this user does not have' : `cannot be used (${code})`
      throw new ImsError('ERR_SERVE_PORT', `Port ${port} ${what}.`, { hint: 'Choose another port: --port 8080' })
    }
    const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port
    return { url: `http://${address}:${bound}`, port: bound, close }
  }
  const last = Math.min(first + maxAttempts - 1, 65_535)
  throw new ImsError('ERR_SERVE_PORT', `Ports ${first} to ${last} are taken.`, {
    hint: 'Choose another port: --port 9000',
  })
}

/**
 * Counts requests in flight. Node's own notion of an idle connection leaves out those that never sent a byte, which browsers
 * open in advance.
 * @param {import('node:http').Server} server not listening yet
 * @param {number} patience milliseconds
 * @returns {() => Promise<void>} stops the server
 */
function trackRequests(server, patience) {
  let stopping = false
  /** @type {Map<import('node:net').Socket, number>} requests in flight */
  const sockets = new Map()
  server.on('connection', (socket) => {
    sockets.set(socket, 0)
    socket.once('close', () => sockets.delete(socket))
  })
  server.prependListener('request', ({ socket }, response) => {
    const count = (/** @type {number} */ change) => (sockets.get(socket) ?? 0) + change
    sockets.set(socket, count(1))
    if (stopping) response.setHeader('connection', 'close')
    response.once('close', () => {
      sockets.set(socket, count(-1))
      if (stopping && count(0) === 0) socket.end()
    })
  })
  return async () => {
    stopping = true
    const closed = new Promise((resolve) => server.close(resolve))
    for (const [socket, requests] of sockets) if (requests === 0) socket.destroy()
    const late = setTimeout(() => server.closeAllConnections(), patience)
    await closed
    clearTimeout(late)
  }
}
