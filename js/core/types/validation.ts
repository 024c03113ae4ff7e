// `validate` and `prepare`: what a connection is checked against, and the result.
import type { Connection, FieldName, RuntimeEnvironmentKind } from '#tables'
import type { Issue } from './issue.js'
import type { Disposing } from './platform.js'
import type { Schema } from './schema.js'

/** How a token is requested: with a signed JWT, or by OAuth Server-to-Server. */
export type Grant = 'jwt' | 'client_credentials'

/** What is known about a runtime environment. */
export interface RuntimeEnvironment {
  /** Its name, as in `runtimeEnvironment` of a connection. */
  name: string
  /** Mass ingestion runs only on a `secure-agent`. */
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

/** A context that checks all fields, for the grant `jwt` or `auto`. */
export interface JwtOnly {
  /** Default: `jwt`. */
  grant?: 'jwt' | 'auto' | undefined
  /** Absent: all fields are checked. */
  fields?: undefined
}

/** A context that checks all fields. */
export interface AllFields {
  /** Absent: all fields are checked. */
  fields?: undefined
}

/** Changes that leave the grant and the fields of a prepared context as they are. */
export interface Unchanged {
  /** Absent: that of the prepared context. */
  grant?: undefined
  /** Absent: those of the prepared context. */
  fields?: undefined
}

/** The result of `validate`. `valid: true` narrows `connection` to one that has its required fields. */
export type Validation<Valid extends Connection = Connection> =
  | {
      /** There is no error. */
      valid: true
      /** Normalized: trimmed, URLs in normal form, defaults filled in. */
      connection: Valid
      /** Warnings only. */
      issues: Issue[]
    }
  | {
      /** There is at least one error. */
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
   * @returns as `ims.validate`
   * @throws {TypeError} after the context was disposed
   * @example
   * const prepared = ims.prepare({ takenNames: ['Sales'], fields: ['name'] })
   * console.log(prepared.validate({ name: 'SALES' }).valid) // → false
   * console.log(prepared.validate({ name: 'SALES' }, { currentName: 'Sales' }).valid) // → true
   */
  validate(connection: unknown, changes?: CallContext & Unchanged): Validation<Valid>
  /**
   * Checks a connection with another grant or other fields than those of the prepared context.
   * @param connection as for `ims.validate`
   * @param changes what differs from the context this time
   * @returns no field is narrowed
   */
  validate(connection: unknown, changes?: CallContext): Validation
  /** For forms, with the prepared context. */
  readonly schema: Schema<Valid>
}
