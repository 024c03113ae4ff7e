import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { load } from '../index.js'
import { createDemoConnection, demoRuntimeEnvironments, toSandboxClients } from './demo.js'
import { readConnectionFile } from './files.js'
import { createHost } from './host.js'
import { listen } from './listen.js'
import { textLogger } from './logger.js'
import { createSandbox } from './sandbox.js'

/** @typedef {import('../index.js').Connection} Connection */

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))

/**
 * @typedef {object} ServeOptions besides those that are passed on to `createHost`
 * @property {string} [file] a connection file; its names are taken, and its secrets are kept for requests by name
 * @property {boolean} [sandbox] with an IMS stand-in, which takes the place of `imsOrigins`
 * @property {number} [port] 0 takes any free one, a taken one leads to the next free one; default 8080
 * @property {(connection: Connection) => Promise<Connection>} [unlock] gives a connection the passphrase that its key needs,
 *   where the key is needed: with `sandbox`
 * @property {import('./host.js').Logger} [logger] default: standard error, without the files of the page
 */

/**
 * Serves the console page and the token host on 127.0.0.1 and, with `sandbox`, an IMS stand-in on a port of its own, which
 * knows the connections of the file and a demo connection, whose key is made for the occasion. With it, nothing is sent to Adobe.
 * @param {ServeOptions & Pick<import('./host.js').HostOptions, 'imsOrigins' | 'allowedOrigins' | 'runtimeEnvironments' | 'rateLimit'>} [options]
 * @returns {Promise<{ url: string, sandboxUrl?: string, demoConnection?: Connection, close: () => Promise<void> }>}
 *   URLs without a trailing slash; `close` lets requests in flight finish
 * @throws {import('../index.js').ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_SERVE_PORT
 */
export async function startServer({
  file,
  sandbox = false,
  port = 8080,
  unlock,
  logger = textLogger,
  ...hostOptions
} = {}) {
  const ims = await load()
  const entries = file === undefined ? [] : await readConnectionFile(file)
  for (const { number, issues } of entries) {
    for (const { message } of issues) logger.warn({}, `${file}, entry ${number}: ${message}`)
  }
  let connections = entries.flatMap(({ connection }) => (connection ? [connection] : []))
  const takenNames = connections.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  // One after the other: each may be asked for.
  if (sandbox && unlock) for (const [i, connection] of connections.entries()) connections[i] = await unlock(connection)

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
    ...{ runtimeEnvironments: sandbox ? demoRuntimeEnvironments : [], ...hostOptions },
    ...(imsServer && { imsOrigins: [imsServer.url] }),
    connections: async () => connections,
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
