// The server of `imskit serve`: console page, token host, list of connections and, on request, a sandbox.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { compress } from 'hono/compress'
import { createApp } from '../host/app.js'
import { parseJson } from '../host/json.js'
import { load } from '../index.js'
import { createApp as createSandbox } from '../sandbox/app.js'
import { clientsOf, register } from '../sandbox/clients.js'
import { openList } from './connections/list.js'
import { serveConnections } from './connections/routes.js'
import { createGuard, makeKey } from './console-key.js'
import { createDemoConnection, demoRuntimeEnvironments } from './demo-connection.js'
import { readText } from './input.js'
import { listen } from './listen.js'
import { textLogger } from './logger.js'

/** @typedef {import('../core/types.js').Connection} Connection */

const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))

/**
 * @typedef {object} ServeOptions in addition to those that are passed on to `createHost`
 * @property {string} [file] a connection file. The page lists and changes it; its names are taken, and its secrets are used
 *   for requests by name. Without it, the list is kept in memory. With `allowedOrigins`, other machines reach the host, so there
 *   is no list
 * @property {boolean} [sandbox] with a sandbox in place of `imsOrigins`
 * @property {number} [port] default 8080. 0: any free port. If the port is taken, the next free one is used
 * @property {string} [key] that requests must carry; default: a random one
 * @property {(connection: Connection) => Promise<Connection>} [unlock] gives a connection the passphrase of its key, if the
 *   key is needed: with `sandbox`
 * @property {import('../host.js').Logger} [logger] default: standard error, without the files of the page
 *
 * @typedef {object} Server
 * @property {string} url of the console, with its key: open it in a browser
 * @property {string} origin of the console, without a trailing slash
 * @property {string} key programs send it as `Authorization: Bearer KEY`
 * @property {string} [sandboxUrl] without a trailing slash
 * @property {Connection} [demoConnection]
 * @property {() => Promise<void>} close lets requests in flight finish
 */

/**
 * Serves the console page and the token host on 127.0.0.1 and, with `sandbox`, a sandbox on another port. The sandbox knows
 * the saved connections and a demo connection, whose key is made at the start. With it, nothing is sent to Adobe.
 * @param {ServeOptions & Pick<import('../host.js').HostOptions, 'imsOrigins' | 'allowedOrigins' | 'runtimeEnvironments' | 'rateLimit'>} [options]
 * @returns {Promise<Server>}
 * @throws {import('../core/errors.js').ImsError} ERR_FILE_UNREADABLE, ERR_FILE_NOT_JSON, ERR_SERVE_PORT
 */
export async function startServer({
  file,
  sandbox = false,
  port = 8080,
  key = makeKey(),
  unlock,
  logger = textLogger,
  ...hostOptions
} = {}) {
  const ims = await load()
  const runtimeEnvironments = hostOptions.runtimeEnvironments ?? (sandbox ? demoRuntimeEnvironments : [])
  const list = openList(file, runtimeEnvironments)
  await list.tidy().catch(() => {}) // a user who may only read the folder cannot
  if (file !== undefined) parseJson(await readText(file), file) // so that an error in it names its path
  const entries = await list.entries()
  for (const { number, issues } of entries) {
    for (const { message } of issues) logger.warn({}, `${file}, entry ${number}: ${message}`)
  }
  const connections = entries.flatMap(({ connection }) => (connection ? [connection] : []))
  const takenNames = connections.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  // One by one, since each may ask for a passphrase.
  if (sandbox && unlock) for (const [i, connection] of connections.entries()) connections[i] = await unlock(connection)

  /** The connections of the list as it is now. */
  const findSaved = async () => (await list.entries()).flatMap(({ connection }) => (connection ? [connection] : []))

  /** @type {Connection | undefined} */
  let demoConnection
  /** @type {Awaited<ReturnType<typeof listen>> | undefined} */
  let imsServer
  if (sandbox) {
    const demo = await createDemoConnection(ims, takenNames)
    // The list as it is now comes first. The connections from the start have unlocked keys, and serve if the list is damaged.
    const findClients = async () => {
      const saved = await findSaved().catch(() => [])
      return register(await clientsOf([demo, ...saved, ...connections], { skipInvalid: true }))
    }
    const app = createSandbox(findClients, { now: () => new Date() })
    imsServer = await listen(app, port === 0 ? 0 : port + 1)
    const imsExchange = `${imsServer.url}/ims/exchange/jwt`
    demoConnection = { ...demo, imsHost: imsServer.url, imsExchange }
  }
  /** The saved connections, with the address of the sandbox if there is one. */
  const findConnections = async () => {
    const { imsHost, imsExchange } = demoConnection ?? {}
    const saved = await findSaved()
    return saved.map((connection) => (demoConnection ? { ...connection, imsHost, imsExchange } : connection))
  }

  const app = createApp(
    {
      ...hostOptions,
      ...(imsServer && { imsOrigins: [imsServer.url] }),
      runtimeEnvironments,
      connections: findConnections,
      logger,
    },
    createGuard(key),
  )
  // If other machines reach the host, it cannot know who may read and change the file.
  if (!hostOptions.allowedOrigins?.length) serveConnections(app, list, logger)
  if (sandbox) app.get('/sandbox/demo.json', (c) => c.json(demoConnection, 200, { 'cache-control': 'no-store' }))
  if (existsSync(consoleFolder)) {
    app.use(compress())
    app.use(serveStatic({ root: consoleFolder, precompressed: true, onFound: cacheHashed }))
  }
  app.get('/', (c) => c.text('The console page is not built yet. Run:\n\n  npm run build\n', 503))

  const server = await listen(app, port).catch(async (error) => {
    await imsServer?.close()
    throw error
  })
  if (port !== 0 && server.port !== port) {
    logger.warn({ port: server.port }, `Port ${port} is taken; using ${server.port}.`)
  }
  return {
    url: `${server.url}/?key=${key}`,
    origin: server.url,
    key,
    sandboxUrl: imsServer?.url,
    demoConnection,
    async close() {
      await Promise.all([server.close(), imsServer?.close()])
    },
  }
}

/** The names of the assets have a hash of their content. @param {string} path @param {import('hono').Context} c */
function cacheHashed(path, c) {
  c.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
}
