import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { ImsError, load } from '../index.js'
import { createDemoConnection, demoRuntimeEnvironments, toSandboxClients } from './demo.js'
import { readConnectionFile } from './files.js'
import { createHost } from './host.js'
import { textLogger } from './logger.js'
import { createSandbox } from './sandbox.js'

/** @typedef {import('../index.js').Connection} Connection */

const address = '127.0.0.1'
const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))
/** Ports that are tried after the one asked for. */
const maxAttempts = 100

/**
 * Serves the console page and the token host on 127.0.0.1 and, with `sandbox`, an IMS stand-in on a port of its own, which
 * knows the connections of the file and a demo connection, whose key is made for the occasion. With it, nothing is sent to Adobe.
 * @param {{ file?: string, sandbox?: boolean, port?: number, logger?: import('./host.js').Logger }} [options]
 *   `file`: a connection file; its names are taken, and its secrets are kept for requests by name. `port`: 0 takes any
 *   free one, a taken one leads to the next free one. `logger`: default: standard error, without the files of the page
 * @returns {Promise<{ url: string, sandboxUrl?: string, demoConnection?: Connection, close: () => Promise<void> }>}
 *   URLs without a trailing slash
 * @throws {ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_SERVE_PORT
 */
export async function startServer({ file, sandbox = false, port = 8080, logger = textLogger } = {}) {
  const ims = await load()
  const entries = file === undefined ? [] : await readConnectionFile(file)
  for (const { number, issues } of entries) {
    for (const { message } of issues) logger.warn({}, `${file}, entry ${number}: ${message}`)
  }
  let connections = entries.flatMap(({ connection }) => (connection ? [connection] : []))
  const takenNames = connections.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))

  /** @type {Connection | undefined} */
  let demoConnection
  /** @type {Awaited<ReturnType<typeof listen>> | undefined} */
  let imsServer
  if (sandbox) {
    const demo = await createDemoConnection(ims, takenNames)
    const app = createSandbox({ clients: toSandboxClients(ims, [demo, ...connections]) })
    imsServer = await listen(app, port === 0 ? 0 : port + 1)
    const imsExchange = `${imsServer.url}/ims/exchange/jwt`
    demoConnection = { ...demo, imsHost: imsServer.url, imsExchange }
    connections = connections.map((connection) => ({ ...connection, imsHost: imsServer?.url, imsExchange }))
  }

  const app = createHost({
    imsOrigins: imsServer && [imsServer.url],
    connections: async () => connections,
    runtimeEnvironments: sandbox ? demoRuntimeEnvironments : [],
    logger,
  })
  if (sandbox) app.get('/sandbox/demo.json', (c) => c.json(demoConnection, 200, { 'cache-control': 'no-store' }))
  if (existsSync(consoleFolder)) app.use(serveStatic({ root: consoleFolder }))
  app.get('/', (c) => c.text('The console page is not built yet. Run: npm run build\n', 503))

  const server = await listen(app, port).catch(async (error) => {
    await imsServer?.close()
    throw error
  })
  if (port !== 0 && server.port !== port)
    logger.warn({ port: server.port }, `Port ${port} is taken; using ${server.port}.`)
  return {
    url: server.url,
    sandboxUrl: imsServer?.url,
    demoConnection,
    async close() {
      await Promise.all([server.close(), imsServer?.close()])
    },
  }
}

/**
 * On the first free port from the given one on.
 * @param {{ fetch: (request: Request) => Response | Promise<Response> }} app @param {number} first
 */
async function listen(app, first) {
  for (let port = first; port < first + maxAttempts && port <= 65_535; port++) {
    const server = /** @type {import('node:http').Server} */ (createAdaptorServer({ fetch: app.fetch }))
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
    const close = () =>
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        })
      )
    return { url: `http://${address}:${bound}`, port: bound, close }
  }
  throw new ImsError('ERR_SERVE_PORT', `No free port from ${first} on.`, { hint: 'Choose another: --port 9000' })
}
