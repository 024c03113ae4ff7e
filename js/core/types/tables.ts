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
  /** Its value may have several lines, so a form needs a text area. */
  multiline: boolean
  /** In code points; of an entry, if the field is a list. */
  maxLength?: number
  /** The longest list, in entries. */
  maxItems?: number
  /** The value that `validate` fills in if it is absent. */
  default?: string
  /** Where the user finds the value. */
  hint?: string
}

/** A field of the form. */
export interface FormField extends MoreField {
  /** Its name in the connection. */
  name: FormFieldName
  /** What the form calls it. */
  label: string
}

/**
 * The texts of an issue code. In a text, `{name}` stands for a param and `{name:one|many}` for a number and its noun;
 * `{label}`, `{format}` and `{allowed}` come from the field.
 */
export interface IssueRule {
  /** Stable, for programs. */
  code: IssueCode
  /** An error makes the connection invalid. */
  severity: 'error' | 'warning'
  /** What is wrong. */
  message: string
  /** What to do about it. May be empty. */
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
  /** Every issue code with its texts. */
  issues: IssueRule[]
  /** What `applyFix` can do. */
  fixes: Fix[]
  /** The type of each param. `?`: it may be absent, and the hint with it. */
  params: Record<string, 'string' | 'string?' | 'number'>
  /** Every error code with its meaning. */
  errors: { code: ErrorCode; meaning: string }[]
  /** Every repair of a key with its text. */
  repairs: { code: RepairCode; message: string }[]
  /** What `kind` of a runtime environment may be. */
  runtimeEnvironmentKinds: RuntimeEnvironmentKind[]
}
