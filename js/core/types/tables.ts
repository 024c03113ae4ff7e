// What the core knows about fields, issues and errors.
import type { ErrorCode, FieldName, FormFieldName, IssueCode, RepairCode, RuntimeEnvironmentKind } from '#tables'
import type { Fix } from './issue.js'

/** A property that a connection may have. */
export interface MoreField {
  /** Its name in the connection. */
  name: FieldName
  /** Whether `validate` requires it. A field that has a default or is derived is not required. */
  required: boolean
  /** Not required for the grant `client_credentials`. */
  jwtOnly?: boolean
  /** Derived from another field if it is absent. */
  derived?: boolean
  /** White space at its ends does not count. */
  trimmed?: boolean
  /** Don't show, log or store it. */
  secret: boolean
  multiline: boolean
  /** In code points; of an entry, if the field is a list. */
  maxLength?: number
  /** Of a list. */
  maxItems?: number
  default?: string
  /** Where the user finds the value. */
  hint?: string
}

/** A field of the form. */
export interface FormField extends MoreField {
  name: FormFieldName
  /** What the form calls it. */
  label: string
}

/**
 * The texts of an issue code. In a text, `{name}` stands for a param and `{name:one|many}` for a number and its noun;
 * `{label}`, `{format}` and `{allowed}` come from the field.
 */
export interface IssueRule {
  code: IssueCode
  severity: 'error' | 'warning'
  message: string
  /** May be empty. */
  hint: string
}

/** Everything that the core knows about fields, issues and errors, for documentation and translation. */
export interface Tables {
  /** The fields of the form. */
  fields: FormField[]
  /** Other properties that a connection may have. */
  moreFields: MoreField[]
  /** The names of both. */
  fieldNames: FieldName[]
  issues: IssueRule[]
  /** What `applyFix` can do. */
  fixes: Fix[]
  /** The type of each param. `?`: it may be absent, and the hint with it. */
  params: Record<string, 'string' | 'string?' | 'number'>
  errors: { code: ErrorCode; meaning: string }[]
  repairs: { code: RepairCode; message: string }[]
  runtimeEnvironmentKinds: RuntimeEnvironmentKind[]
}
