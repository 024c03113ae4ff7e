// One process of a fleet: gets tokens through a shared store and reports them. Run by provider-redis.test.js.
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { redisStore, TokenProvider } from '../../js/token.js'

const { url, key, connection, leaseMs, calls = 1, fault, startAt } = JSON.parse(process.env.FLEET ?? '{}')

const client = createClient({ url })
client.on('error', () => {})
await client.connect()
const provider = new TokenProvider(connection, {
  store: redisStore(client, { key }),
  leaseMs,
  fetch: (url, init) => {
    process.send?.({ posting: true })
    return fetch(url, fault ? { ...init, headers: { ...init.headers, 'x-sandbox-fault': fault } } : init)
  },
})
await sleep(Math.max(0, startAt - Date.now()))
const tokens = await Promise.all(Array.from({ length: calls }, () => provider.getToken()))
process.send?.({ tokens: [...new Set(tokens.map(({ accessToken }) => accessToken))] })
await provider.close()
await client.close()
process.disconnect?.()
