// Compiled, never run: what the declared types accept and reject.
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { type Connection, type ErrorCode, ImsError, type Issue, type KeyReport, load } from 'imskit'

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

const schema: StandardSchemaV1<Connection, Connection> = ims.schema.with({ takenNames: [] })
const jsonSchema: StandardJSONSchemaV1<Connection, Connection> = ims.schema
type Output = StandardSchemaV1.InferOutput<typeof ims.schema>
const output: Output = { name: 'A' }

/** A console that translates messages. */
function translate(issue: Issue): string {
  switch (issue.code) {
    case 'too_long': {
      const { actual, max, excess }: { actual: number; max: number; excess: number } = issue.params
      // @ts-expect-error this code has no such param
      console.log(issue.params.character)
      const severity: 'error' = issue.severity
      return `${actual} > ${max} by ${excess}: ${severity}`
    }
    case 'invalid_character':
      // @ts-expect-error a position is a number
      return issue.params.position.toUpperCase() + issue.params.character.toUpperCase()
    case 'unknown_field':
      // @ts-expect-error optional param
      return issue.params.nearest.toUpperCase()
    case 'required':
      // @ts-expect-error this code has no params
      return issue.params.max
    // @ts-expect-error unknown code
    case 'too_short':
      return ''
    default:
      return issue.message
  }
}

for (const { code } of issues) {
  if (code === 'too_long' || code === 'not_unique') continue
  // @ts-expect-error unknown code
  if (code === 'too_short') continue
}
// @ts-expect-error unknown field
const unknown: Connection = { clientID: 'x' }
// @ts-expect-error a name is a string
const wrong: Connection = { name: 5 }
// @ts-expect-error unknown grant
ims.validate(connection, { grant: 'password' })
// @ts-expect-error unknown field
ims.validate(connection, { fields: ['clientID'] })
// @ts-expect-error a key is a string
ims.inspectKey(5)

try {
  ims.signJwt({})
} catch (error) {
  if (error instanceof ImsError) {
    // @ts-expect-error unknown code
    if (error.code === 'ERR_KEY_INVALLID') throw error
    const code: ErrorCode = error.code
    const found: Issue[] | undefined = error.issues
    console.log(code, found)
  }
}
console.log(valid, severities, signature, bits, schema, jsonSchema, output, translate, unknown, wrong)
