// Compiled, never run: the types of imskit/token, imskit/jwt-auth and imskit/sandbox.
import type { Connection } from 'imskit'
import auth from 'imskit/jwt-auth'
import { createSandbox } from 'imskit/sandbox'
import {
  type Explanation,
  explainImsError,
  invalidateToken,
  memoryStore,
  redisStore,
  requestToken,
  type Token,
  TokenProvider,
  type TokenStore,
  validateToken,
} from 'imskit/token'
import { createClient } from 'redis'

const connection: Connection = { clientId: 'a' }
const token: Token = await requestToken(connection, {
  grant: 'auto',
  metaScopes: ['a'],
  scopes: ['b'],
  signal: AbortSignal.timeout(1),
  timeoutMs: 1,
  retries: 1,
  fetch,
})
const expiry: Date = token.expiresAt
const grant: 'jwt' | 'client_credentials' = token.grant
const explanation: Explanation = await explainImsError({ status: 400, error: 'invalid_scope' }, connection)
const ended: undefined | unknown = await invalidateToken('a', connection, { timeoutMs: 1 })
const { valid, reason }: { valid: boolean; reason?: string } = await validateToken('a', connection)

const client = createClient()
const stores: TokenStore[] = [memoryStore(), redisStore(client, { key: new Uint8Array(32), prefix: 'a:' })]
const provider = new TokenProvider(connection, {
  store: stores[0],
  refreshBeforeSeconds: 600,
  logger: console,
  onEvent(event) {
    if (event.type === 'store') console.log(event.available)
    // @ts-expect-error unknown event
    if (event.type === 'exchange') return
  },
})
const { accessToken }: Token = await provider.getToken({ force: true, rejected: 'a', signal: AbortSignal.timeout(1) })
await provider.invalidate()
await provider.close()

// @ts-expect-error a store requires a key
redisStore(client, {})
// @ts-expect-error unknown grant
await requestToken(connection, { grant: 'password' })
// @ts-expect-error a provider signs its own JWTs
new TokenProvider(connection, { jwt: 'a' })

const { access_token, expires_in }: { access_token: string; expires_in: number } = await auth({
  clientId: '',
  clientSecret: '',
  technicalAccountId: '',
  orgId: '',
  privateKey: '',
  metaScopes: 'a,b',
})
// @ts-expect-error metaScopes are required
await auth({ clientId: '', clientSecret: '', technicalAccountId: '', orgId: '', privateKey: '' })

const app: { fetch: (request: Request) => Response | Promise<Response> } = createSandbox({
  clients: [],
  fault: 'reset; times=1',
})
console.log(expiry, grant, explanation, ended, valid, reason, accessToken, access_token, expires_in, app)
