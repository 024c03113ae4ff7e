// The connection by Standard Schema and Standard JSON Schema, version 1 of each (https://standardschema.dev).
import { isObject } from './options.js'

/**
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').JsonSchemaOptions} JsonSchemaOptions
 * @typedef {import('./types.js').Schema<any>} Schema
 * @typedef {import('./types.js').MoreField & { label?: string }} Field
 * @typedef {(connection: unknown) => import('./types.js').Validation} Check
 * @typedef {{ tables: () => import('./types.js').Tables, prepare: (context: Context) => { validate: Check } }} Core
 */

/** @type {Record<string, object>} */
const targets = {
  'draft-2020-12': { $schema: 'https://json-schema.org/draft/2020-12/schema' },
  'draft-07': { $schema: 'http://json-schema.org/draft-07/schema#' },
  'openapi-3.0': {},
}

/**
 * @param {Core} core
 * @param {Check} check
 * @param {Context} [context] that `check` uses
 * @returns {Schema}
 */
export const createSchema = (core, check, context = {}) => ({
  '~standard': createStandard(core, check, context),
  with: (other) => createSchema(core, core.prepare(other).validate, other),
})

/**
 * @param {Core} core
 * @param {Check} check
 * @param {Context} context
 * @returns {Schema['~standard']}
 */
const createStandard = (core, check, context) => ({
  version: 1,
  vendor: 'imskit',
  validate(input) {
    const given = isObject(input) ? input : {}
    const { valid, connection, issues } = check(given)
    if (valid && given === input) return { value: connection }
    const errors = issues.filter(({ severity }) => severity === 'error')
    return { issues: errors.map(({ field, message }) => ({ message, path: [field] })) }
  },
  jsonSchema: {
    input: (options) => writeJsonSchema(core.tables(), context, options, false),
    output: (options) => writeJsonSchema(core.tables(), context, options, true),
  },
  types: undefined,
})

/**
 * @param {import('./types.js').Tables} tables
 * @param {Context} context
 * @param {JsonSchemaOptions} options
 * @param {boolean} normalized true for what `validate` returns, false for what people enter
 * @returns {Record<string, unknown>}
 */
function writeJsonSchema({ fields, moreFields }, context, { target }, normalized) {
  if (!Object.hasOwn(targets, target)) {
    throw new TypeError(`options.target must be one of ${Object.keys(targets).join(', ')}`)
  }
  const asked = [...fields, ...moreFields].filter(({ name }) => context.fields?.includes(name) ?? true)
  const required = asked.filter(
    (field) =>
      (field.required || (normalized && (field.default || field.derived))) &&
      !(field.jwtOnly && context.grant === 'client_credentials'),
  )
  const properties = asked.map((field) => [field.name, writeProperty(field, required.includes(field), normalized)])
  const names = required.map(({ name }) => name)
  return {
    ...targets[target],
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(names.length > 0 && { required: names }), // draft 4, and so OpenAPI 3.0, forbids an empty list
  }
}

/**
 * @param {Field} field
 * @param {boolean} required
 * @param {boolean} normalized
 */
function writeProperty({ label, hint, secret, maxLength, maxItems, trimmed, ...field }, required, normalized) {
  const text = {
    type: 'string',
    ...((required || normalized || maxItems) && { minLength: 1 }), // an empty text counts as an absent one
    ...(maxLength && (normalized || !trimmed) && { maxLength }), // of what is left of it
  }
  return {
    ...(maxItems ? { type: 'array', items: text, maxItems } : text),
    ...(label && { title: label }),
    ...(hint && { description: hint }),
    ...(field.default && { default: field.default }),
    ...(secret && { writeOnly: true }),
  }
}
