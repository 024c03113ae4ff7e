// Compiled, never run: what the declared types accept and reject.
import {
  type Connection,
  type Context,
  type ErrorCode,
  type FieldName,
  ImsError,
  type Issue,
  type KeyReport,
  load,
} from 'imskit'

const ims = await load()
const connection: Connection = { name: 'A', metaScopes: ['ent_analytics_bulk_ingest_sdk'] }
const takenNames: readonly string[] = ['B']
const { valid, issues }: { valid: boolean; issues: Issue[] } = ims.validate(connection, {
  grant: 'client_credentials',
  takenNames,
  currentName: 'A',
  runtimeEnvironments: [{ name: 'Agent', kind: 'secure-agent' }],
  fields: ['name', 'privateKey'],
})
const severities: ('error' | 'warning')[] = issues.map(({ severity }) => severity)
const jwt: string = ims.signJwt(connection, { lifetimeSeconds: 60, now: new Date(), jti: '1', issuedAt: true })
const signature: Uint8Array = ims.decode(jwt).signature
const report: KeyReport = ims.inspectKey('', { passphrase: '' })
const bits: number | null = report.bits

// Anything can be validated, and `valid` narrows to the fields that were required.
declare const posted: unknown
const checked = ims.validate(posted)
if (checked.valid) {
  const { clientId, privateKey, imsHost }: { clientId: string; privateKey: string; imsHost: string } =
    checked.connection
  console.log(clientId, privateKey, imsHost)
} else {
  // @ts-expect-error it may lack anything
  console.log(checked.connection.clientId.length)
}
const { valid: fine, connection: sent } = ims.validate(posted, { takenNames, grant: 'auto' })
if (fine) console.log(sent.technicalAccountId.length)
const oauth = ims.validate(posted, { grant: 'client_credentials' })
if (oauth.valid) {
  console.log(oauth.connection.clientSecret.length)
  // @ts-expect-error this grant needs no key
  console.log(oauth.connection.privateKey.length)
}
const onlyName = ims.validate(posted, { fields: ['name'] })
// @ts-expect-error it was not checked
if (onlyName.valid) console.log(onlyName.connection.clientId.length)
const context: Context = { grant: 'jwt' }
const later = ims.validate(posted, context)
// @ts-expect-error the context may say which fields to check
if (later.valid) console.log(later.connection.clientId.length)
const prepared = ims.prepare({ takenNames, runtimeEnvironments: [{ name: 'Agent', kind: 'secure-agent' }] as const })
const quick = prepared.validate(posted, { currentName: 'A' })
if (quick.valid) console.log(quick.connection.name.length)
// @ts-expect-error unknown option
ims.validate(posted, { takenName: [] })
// @ts-expect-error unknown option, next to a known one
ims.validate(posted, { grant: 'jwt', takenName: [] })

/** The name of a field, for everything but a property that connections do not have. */
const fieldOf = (issue: Issue): FieldName | '' | undefined => (issue.code === 'unknown_field' ? undefined : issue.field)
// @ts-expect-error no field has this name
const isOther = (issue: Issue): boolean => issue.code === 'required' && issue.field === 'clientID'
const { payload, header } = ims.verify('', '', { issuer: ['a'], audience: 'b' })
const subject: string | undefined = payload.sub
const algorithm: string = header.alg
console.log(fine, later, fieldOf, isOther, subject, algorithm, Object.keys(payload))

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
console.log(valid, severities, signature, bits, translate, unknown, wrong)
