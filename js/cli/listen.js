import { createAdaptorServer } from '@hono/node-server'
import { ImsError } from '../index.js'

const address = '127.0.0.1'
/** Ports that are tried after the one asked for. */
const maxAttempts = 100
/** How long a request in flight may take once the server stops: more than IMS is waited for. */
const graceMs = 35_000
/** A request that trickles in is given up after these (Node's own are minutes). */
const limits = { headersTimeout: 10_000, requestTimeout: 30_000 }

/**
 * Serves an app on the first free loopback port from the given one on; 0 takes any.
 * @param {{ fetch: (request: Request, env: any) => Response | Promise<Response> }} app @param {number} first
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>} `url` without a trailing slash; `close` takes
 *   no more connections, lets requests in flight finish, and resolves when all is closed
 * @throws {ImsError} ERR_SERVE_PORT
 */
export async function listen(app, first) {
  for (let port = first; port < first + maxAttempts && port <= 65_535; port++) {
    const options = { fetch: app.fetch, serverOptions: limits }
    const server = /** @type {import('node:http').Server} */ (createAdaptorServer(options))
    const close = trackRequests(server)
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
      const what = code === 'EACCES' ? 'may not be used by this user' : `cannot be used (${code})`
      throw new ImsError('ERR_SERVE_PORT', `Port ${port} ${what}.`, { hint: 'Choose another: --port 8080' })
    }
    const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port
    return { url: `http://${address}:${bound}`, port: bound, close }
  }
  throw new ImsError('ERR_SERVE_PORT', `No free port from ${first} on.`, { hint: 'Choose another: --port 9000' })
}

/**
 * Node's own notion of an idle connection leaves out those that never sent a byte, as browsers open them ahead.
 * @param {import('node:http').Server} server not listening yet
 * @returns {() => Promise<void>} the stop
 */
function trackRequests(server) {
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
    const late = setTimeout(() => server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(late)
  }
}
