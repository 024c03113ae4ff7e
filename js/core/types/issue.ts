// What is wrong with a value, and what repairs it.
import type { FieldName, FixCode, IssueCode, Issues } from '#tables'

/** A repair that `applyFix` can make. */
export interface Fix {
  /** Stable, for programs. */
  code: FixCode
  /** For a button. */
  title: string
}

interface IssueTexts {
  /** What is wrong, for the user. It contains no secret. */
  message: string
  /** What to do about it, for the user. */
  hint?: string
  /** What `applyFix` can do about it, if it can do something. */
  fix?: Fix
}

/**
 * Something wrong with a connection, a key or a file. `code` is stable, and narrows `severity` and `params`: what the
 * message was made from. `position` counts code points of the normalized value from 1; `max`, `min`, `actual` and `excess`
 * count code points, entries, bytes or bits.
 *
 * `field` is the property it is about, or empty if it is about a file as a whole. Only `unknown_field` has any other name
 * there, the one that was given.
 */
export type Issue = {
  [Code in IssueCode]: IssueTexts & {
    code: Code
    field: Code extends 'unknown_field' ? string & {} : FieldName | ''
  } & Issues[Code]
}[IssueCode]
