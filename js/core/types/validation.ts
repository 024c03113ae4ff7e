// `validate` and `prepare`: what a connection is checked against, and the result.
import type { Connection, FieldName, RuntimeEnvironmentKind } from '#tables'
import type { Issue } from './issue.js'
import type { Disposing } from './platform.js'
import type { Schema } from './schema.js'

/** How a token is requested: with a signed JWT, or by OAuth Server-to-Server. */
export type Grant = 'jwt' | 'client_credentials'

/** What is known about a runtime environment. */
export interface RuntimeEnvironment {
  name: string
  kind: RuntimeEnvironmentKind
}

/** What may change from one validation with a prepared context to the next. */
export interface CallContext {
  /** `client_credentials` needs neither a private key nor a technical account ID. Default: `jwt`. */
  grant?: Grant | 'auto' | undefined
  /** The saved name of the connection being edited, which it may keep although it is in `takenNames`. */
  currentName?: string | undefined
  /** Checks only these fields. */
  fields?: readonly FieldName[] | undefined
  /** The time to compare a certificate's expiry with. Default: the clock. */
  now?: Date | undefined
}

/** What to check a connection against. */
export interface Context extends CallContext {
  /** Names of the other connections of the organization. */
  takenNames?: readonly string[] | undefined
  /** The runtime environments of the organization. A connection needs one of kind `secure-agent`. */
  runtimeEnvironments?: readonly Readonly<RuntimeEnvironment>[] | undefined
}

/** Checks all fields for the grant `jwt`. */
export interface JwtOnly {
  grant?: 'jwt' | 'auto' | undefined
  fields?: undefined
}

/** Checks all fields. */
export interface AllFields {
  fields?: undefined
}

interface Unchanged {
  grant?: undefined
  fields?: undefined
}

/** The result of `validate`. `valid: true` narrows `connection` to one that has its required fields. */
export type Validation<Valid extends Connection = Connection> =
  | {
      valid: true
      /** Normalized: trimmed, URLs in normal form, defaults filled in. */
      connection: Valid
      /** Warnings only. */
      issues: Issue[]
    }
  | {
      valid: false
      /** Normalized as far as possible. */
      connection: Connection
      /** All issues, in the order of the form; the errors of a field before its warnings. */
      issues: Issue[]
    }

/** A context that the core keeps, for many validations. */
export interface Prepared<Valid extends Connection = Connection> extends Disposing {
  /**
   * Checks a connection against the prepared context.
   * @param connection as for `ims.validate`
   * @param changes what differs from the context this time
   * @throws {TypeError} after the context was disposed
   * @example
   * const prepared = ims.prepare({ takenNames: ['Sales'], fields: ['name'] })
   * console.log(prepared.validate({ name: 'SALES' }).valid) // → false
   * console.log(prepared.validate({ name: 'SALES' }, { currentName: 'Sales' }).valid) // → true
   */
  validate(connection: unknown, changes?: CallContext & Unchanged): Validation<Valid>
  /** Checks a connection with another grant or other fields than those of the prepared context. */
  validate(connection: unknown, changes?: CallContext): Validation
  /** For forms, with the prepared context. */
  readonly schema: Schema<Valid>
}
