// Compiled with `declaration`, never run: what a module of a user can export without an annotation.
import { type Ims, load } from 'imskit'
import { createHost } from 'imskit/host'
import auth from 'imskit/jwt-auth'
import { createSandbox } from 'imskit/sandbox'
import { explainImsError, memoryStore, requestToken, TokenProvider } from 'imskit/token'

export const ims = await load()
export const check = (connection: unknown) => ims.validate(connection)
export const checkName = (name: string, takenNames: readonly string[]) =>
  ims.validate({ name }, { takenNames, fields: ['name'] })
export const prepared = ims.prepare({ takenNames: [] })
export const { schema, fields, tables } = ims
export const schemaWithNames = schema.with({ takenNames: [] })
export const report = ims.inspectKey('')
export const decoded = ims.decode('')
export const imported = ims.importCredentials('')
export const { issues } = report
export const tokens = new TokenProvider({})
export const token = () => requestToken({})
export const explain = (error: Error) => explainImsError(error, { certificate: '' })
export const store = memoryStore()
export const host = createHost()
export const sandbox = createSandbox({ clients: [] })
export const response = () => auth({ ...one, privateKey: '', metaScopes: ['a'] as const })
const one = { clientId: '', clientSecret: '', technicalAccountId: '', orgId: '' }

/** A class that holds it. */
export class Forms {
  constructor(readonly core: Ims) {}
  check(connection: unknown) {
    return this.core.validate(connection)
  }
}
