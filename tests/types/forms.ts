// Compiled, never run: the schema in form libraries.
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { FormApi } from '@tanstack/form-core'
import { type Connection, load, type ValidConnection } from 'imskit'
import { type Resolver, useForm } from 'react-hook-form'

const ims = await load()
const schema = ims.schema.with({ takenNames: ['Sales'] })

export const standard: StandardSchemaV1<Connection, ValidConnection> = schema
export const jsonSchema: StandardJSONSchemaV1<Connection, ValidConnection> = schema
export const output = (value: StandardSchemaV1.InferOutput<typeof schema>): string => value.privateKey
export const oauth = ims.schema.with({ grant: 'client_credentials' })
export const lessOutput = (value: StandardSchemaV1.InferOutput<typeof oauth>): string => {
  // @ts-expect-error without a JWT, a connection needs no key
  const key: string = value.privateKey
  return key + value.clientSecret
}
const result = await schema['~standard'].validate({})
if (result.issues) console.log(result.issues[0]?.path[0])
else console.log(result.value.clientId.length)

export function useConnection() {
  const { register, handleSubmit, setError } = useForm({
    resolver: standardSchemaResolver(schema),
    defaultValues: { name: '', metaScopes: ['ent_analytics_bulk_ingest_sdk'] },
  })
  register('clientId')
  // @ts-expect-error unknown field
  register('clientID')
  for (const issue of ims.validate({}).issues) {
    if (issue.code !== 'unknown_field' && issue.field) setError(issue.field, { message: issue.message })
  }
  return handleSubmit((connection) => {
    const key: string = connection.privateKey
    return ims.signJwt(connection).length + key.length
  })
}
export const resolver: Resolver<Connection, unknown, ValidConnection> = standardSchemaResolver(ims.schema)

const defaultValues: Connection = { name: '' }
export const form = new FormApi({ defaultValues, validators: { onSubmit: schema, onChange: ims.schema } })
