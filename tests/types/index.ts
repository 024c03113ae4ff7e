// Compiled, never run: what the declared types promise, and what they refuse.
import { type Connection, ImsError, type Issue, type KeyReport, load } from 'imskit'

const ims = await load()
const connection: Connection = { name: 'A', metaScopes: ['ent_analytics_bulk_ingest_sdk'] }
const { valid, issues }: { valid: boolean; issues: Issue[] } = ims.validate(connection, {
  grant: 'client_credentials',
  takenNames: ['B'],
  currentName: 'A',
  runtimeEnvironments: [{ name: 'Agent', kind: 'secure-agent' }],
  fields: ['name', 'privateKey'],
})
const severities: ('error' | 'warning')[] = issues.map(({ severity }) => severity)
const jwt: string = ims.signJwt(connection, { lifetimeSeconds: 60, now: new Date(), jti: '1', issuedAt: true })
const signature: Uint8Array = ims.decode(jwt).signature
const report: KeyReport = ims.inspectKey('', { passphrase: '' })
const bits: number | null = report.bits

// The shapes of Standard Schema version 1.
interface StandardSchema<Input, Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (
      value: unknown,
    ) =>
      | { value: Output; issues?: undefined }
      | { issues: readonly { message: string; path?: readonly PropertyKey[] }[] }
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}
const schema: StandardSchema<Connection, Connection> = ims.schema.with({ takenNames: [] })

for (const { code } of issues) {
  if (code === 'too_long' || code === 'not_unique') continue
  // @ts-expect-error there is no such code
  if (code === 'too_short') continue
}
// @ts-expect-error a connection has no such field
const unknown: Connection = { clientID: 'x' }
// @ts-expect-error a name is a string
const wrong: Connection = { name: 5 }
// @ts-expect-error no such grant
ims.validate(connection, { grant: 'password' })
// @ts-expect-error no such field
ims.validate(connection, { fields: ['clientID'] })
// @ts-expect-error a key is text
ims.inspectKey(5)

try {
  ims.signJwt({})
} catch (error) {
  if (error instanceof ImsError) {
    const code: string = error.code
    const found: Issue[] | undefined = error.issues
    console.log(code, found)
  }
}
console.log(valid, severities, signature, bits, schema, unknown, wrong)
