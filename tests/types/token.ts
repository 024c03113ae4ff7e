// Compiled, never run: the types of imskit/token, imskit/jwt-auth and imskit/sandbox.
import type { Connection } from 'imskit'
import auth from 'imskit/jwt-auth'
import { createSandbox, type FetchApp, type Sandbox } from 'imskit/sandbox'
import {
  type Explanation,
  explainImsError,
  type Fetch,
  ImsError,
  invalidateToken,
  memoryStore,
  type ProviderEvent,
  redisStore,
  requestToken,
  type Token,
  TokenProvider,
  type TokenStore,
  validateToken,
  type WatchUpdate,
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
const response: Response = await provider.fetch(new URL('https://a'), { method: 'POST', body: 'a' })
const { fetch: handedOver }: { fetch: typeof fetch } = provider
for await (const update of provider.watch({ signal: AbortSignal.timeout(1) })) {
  const narrowed: WatchUpdate = update
  if (update.type === 'token') console.log(update.token.accessToken, update.nextAt.getTime(), narrowed)
  else console.log(update.error.message, update.retryAt.getTime())
}
await provider.invalidate()
await provider.close()
new TokenProvider(() => connection)
new TokenProvider(async () => connection, { onEvent: async () => {} })

/** Each kind of event is told apart. */
function describeEvent(event: ProviderEvent): string {
  if (event.type === 'store') return `${event.available} ${event.code}`
  // @ts-expect-error only a failure has the status
  if (event.status) return ''
  if (event.ok) {
    const from: 'ims' | 'store' = event.source
    return `${from} ${event.grant}`
  }
  return `${event.code} ${event.status} ${event.error} ${event.debugId}`
}
describeEvent({ type: 'token', ok: true, source: 'ims', grant: 'jwt', durationMs: 1 })

const atOnce: Fetch = () => new Response('{}')
await requestToken(connection, { fetch: atOnce })
try {
  await requestToken(connection)
} catch (error) {
  if (error instanceof ImsError) {
    const how: 'jwt' | 'client_credentials' | undefined = error.grant
    console.log(how, (await explainImsError(error, connection)).cause)
  }
  if (error instanceof Error) await explainImsError(error)
}
console.log(response, handedOver)

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

const app: Sandbox = createSandbox({ clients: [], fault: 'reset; times=1' })
const fetchApp: FetchApp = app
const sandboxFetch: typeof fetch = app.fetch
const forDeno: (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response> =
  app.fetch
await requestToken(connection, { fetch: app.fetch })
console.log(fetchApp, sandboxFetch, forDeno)
console.log(expiry, grant, explanation, ended, valid, reason, accessToken, access_token, expires_in, app)
