// Standard Schema and Standard JSON Schema.
import type { Connection, ValidConnection, ValidOAuthConnection } from '#tables'
import type { AllFields, Context, JwtOnly } from './validation.js'

/** Options of Standard JSON Schema. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema to write. */
  readonly target: 'draft-2020-12' | 'draft-07' | 'openapi-3.0' | ({} & string)
  /** Part of the standard. It has no effect here. */
  readonly libraryOptions?: Record<string, unknown> | undefined
}

/** A connection as a Standard Schema and a Standard JSON Schema (https://standardschema.dev), version 1 of each. */
export interface Schema<Valid extends Connection = ValidConnection> {
  /** For form libraries and validators. */
  readonly '~standard': StandardProps<Valid>
  /**
   * Returns the same schema with a context.
   * @param context taken names, the grant and so on
   * @returns a new schema; this one stays as it is
   * @example
   * const schema = ims.schema.with({ takenNames: ['Sales'] })
   */
  with(context: Context & JwtOnly): Schema<ValidConnection>
  /**
   * Returns the schema with a grant that may be `client_credentials`.
   * @param context with a `grant` that may be `client_credentials`
   * @returns a new schema
   */
  with(context: Context & AllFields): Schema<ValidOAuthConnection>
  /**
   * Returns the schema with a context that may name the fields to check.
   * @param context may name `fields`
   * @returns a new schema
   */
  with(context: Context): Schema<Connection>
}

/** The members of Standard Schema and Standard JSON Schema. */
export interface StandardProps<Valid extends Connection = ValidConnection> {
  /** Version of the standard. */
  readonly version: 1
  /** `imskit`. */
  readonly vendor: string
  /** Reports errors only, because any issue is a failure here. */
  readonly validate: (value: unknown) => StandardResult<Valid>
  /** What a JSON Schema can say: it accepts whatever `validate` accepts, and more. */
  readonly jsonSchema: {
    /** Of what people enter. */
    readonly input: (options: JsonSchemaOptions) => Record<string, unknown>
    /** Of the result: trimmed, with defaults. */
    readonly output: (options: JsonSchemaOptions) => Record<string, unknown>
  }
  /** For the compiler only. It has no value at run time. */
  readonly types?:
    | {
        /** What may be validated. */
        readonly input: Connection
        /** The result. */
        readonly output: Valid
      }
    | undefined
}

/** The result of a Standard Schema: a value, or issues. */
export type StandardResult<Valid extends Connection = ValidConnection> =
  | { readonly value: Valid; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[] }
