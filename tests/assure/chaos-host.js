// A host of the chaos test: tokens of a shared store at /token, and the token host for the connections of a file.
import { createAdaptorServer } from '@hono/node-server'
import { createClient } from 'redis'
import { createHost, readConnections } from '../../js/host.js'
import { redisStore, TokenProvider } from '../../js/token.js'

const { redis, key, file, ims, name } = JSON.parse(process.env.CHAOS ?? '{}')
const quiet = { info() {}, warn() {} }

const client = createClient({ url: redis })
client.on('error', () => {})
await client.connect()
const find = async () => (await readConnections(file)).find((connection) => connection.name === name)
const provider = new TokenProvider((await find()) ?? {}, {
  store: redisStore(client, { key }),
  logger: quiet,
  timeoutMs: 10_000,
})
const app = /** @type {import('hono').Hono} */ (
  createHost({ imsOrigins: [ims], connections: () => readConnections(file), rateLimit: false, logger: quiet })
)
app.get('/token', async (c) => c.text((await provider.getToken()).accessToken))

const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${/** @type {import('node:net').AddressInfo} */ (server.address()).port}\n`)
})
