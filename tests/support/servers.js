import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/**
 * Listens on a free port. Neither the server nor its connections keep the test process alive, so they need not be closed.
 * @param {import('node:net').Server} server @returns {Promise<string>} its origin
 */
async function listen(server) {
  server.on('connection', (socket) => socket.unref().on('error', () => {}))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  server.unref()
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
}

/** Longer than any test blocks the process: if the server closed an idle connection meanwhile, the client would see a reset. */
const patience = { keepAliveTimeout: 60_000 }

/** Serves a fetch handler on a free loopback port until the test process exits. @param {{ fetch: (request: Request) => any }} app */
export const serveApp = (app) =>
  listen(/** @type {import('node:http').Server} */ (createAdaptorServer({ fetch: app.fetch, serverOptions: patience })))

/** Serves a plain Node handler in the same way. @param {import('node:http').RequestListener} handler */
export const serveHandler = (handler) => listen(createServer(patience, handler))

/** Serves raw connections in the same way. @param {(socket: import('node:net').Socket) => void} handler */
export const serveTcp = (handler) => listen(createTcpServer(handler))

/** Returns an origin on which nothing listens: a port that was free a moment ago. */
export async function findClosedOrigin() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
