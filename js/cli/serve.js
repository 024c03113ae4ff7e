import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { createHost } from '../host.js'
import { load } from '../index.js'
import { createSandbox } from '../sandbox.js'
import { createOrganization } from './connections/list.js'
import { serveOrganization } from './connections/routes.js'
import { createDemoConnection, demoRuntimeEnvironments, toSandboxClients } from './demo.js'
import { readJsonFile } from './files.js'
import { listen } from './listen.js'
import { textLogger } from './logger.js'

/** @typedef {import('../index.js').Connection} Connection */

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))

/**
 * @typedef {object} ServeOptions besides those that are passed on to `createHost`
 * @property {string} [file] a connection file, which the page lists and changes; its names are taken, and its secrets are
 *   kept for requests by name. Without one, the list is in memory alone. With `allowedOrigins`, so where the host is reached
 *   from elsewhere too, there is no list
 * @property {boolean} [sandbox] with an IMS stand-in, which takes the place of `imsOrigins`
 * @property {number} [port] 0 takes any free one, a taken one leads to the next free one; default 8080
 * @property {(connection: Connection) => Promise<Connection>} [unlock] gives a connection the passphrase that its key needs,
 *   where the key is needed: with `sandbox`
 * @property {import('../host.js').Logger} [logger] default: standard error, without the files of the page
 */

/**
 * Serves the console page and the token host on 127.0.0.1 and, with `sandbox`, an IMS stand-in on a port of its own, which
 * knows the connections of the file and a demo connection, whose key is made for the occasion. With it, nothing is sent to Adobe.
 * @param {ServeOptions & Pick<import('../host.js').HostOptions, 'imsOrigins' | 'allowedOrigins' | 'runtimeEnvironments' | 'rateLimit'>} [options]
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
  const runtimeEnvironments = hostOptions.runtimeEnvironments ?? (sandbox ? demoRuntimeEnvironments : [])
  const organization = createOrganization(file, runtimeEnvironments)
  if (file !== undefined) await readJsonFile(file) // so that a mistake in it is told by its path
  const entries = await organization.entries()
  for (const { number, issues } of entries) {
    for (const { message } of issues) logger.warn({}, `${file}, entry ${number}: ${message}`)
  }
  const connections = entries.flatMap(({ connection }) => (connection ? [connection] : []))
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
  }
  /** Those of the file as it is now; with the sandbox, as if they were its own. */
  const findConnections = async () => {
    const { imsHost, imsExchange } = demoConnection ?? {}
    const found = (await organization.entries()).flatMap(({ connection }) => (connection ? [connection] : []))
    return found.map((connection) => (demoConnection ? { ...connection, imsHost, imsExchange } : connection))
  }

  const app = createHost({
    ...hostOptions,
    ...(imsServer && { imsOrigins: [imsServer.url] }),
    runtimeEnvironments,
    connections: findConnections,
    logger,
  })
  // A host that is reached from elsewhere, too, has no say in who reads and changes the file.
  if (!hostOptions.allowedOrigins?.length) serveOrganization(app, organization, logger)
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
