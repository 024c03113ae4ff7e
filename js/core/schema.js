// The connection by Standard Schema and Standard JSON Schema, version 1 of each (https://standardschema.dev).
import { isObject } from './options.js'

/**
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').MoreField & { label?: string }} Field
 * @typedef {(connection: unknown) => import('./types.js').Validation} Check
 * @typedef {{ tables: () => import('./types.js').Tables, prepare: (context: Context) => { validate: Check } }} Core
 * @typedef {{ '~standard': ReturnType<typeof createStandard>, with: (context: Context) => Schema }} Schema `with`: the
 *   same, checked against a context
 * @typedef {{ readonly target: 'draft-2020-12' | 'draft-07' | 'openapi-3.0' | ({} & string) }} JsonSchemaOptions
 */

/** @type {Record<string, object>} */
const targets = {
  'draft-2020-12': { $schema: 'https://json-schema.org/draft/2020-12/schema' },
  'draft-07': { $schema: 'http://json-schema.org/draft-07/schema#' },
  'openapi-3.0': {},
}

/** @param {Core} core @param {Check} check @param {Context} [context] that `check` uses @returns {Schema} */
export const createSchema = (core, check, context = {}) => ({
  '~standard': createStandard(core, check, context),
  with: (other) => createSchema(core, core.prepare(other).validate, other),
})

/** @param {Core} core @param {Check} check @param {Context} context */
const createStandard = (core, check, context) => ({
  version: /** @type {const} */ (1),
  vendor: 'imskit',
  /** Reports errors only, because any issue means failure here. @param {unknown} input */
  validate(input) {
    const given = isObject(input) ? input : {}
    const { valid, connection, issues } = check(given)
    if (valid && given === input) return { value: connection }
    const errors = issues.filter(({ severity }) => severity === 'error')
    return { issues: errors.map(({ field, message }) => ({ message, path: [field] })) }
  },
  /** What a JSON Schema can say: whatever `validate` takes is valid by it, but not the other way round. */
  jsonSchema: {
    /** Of what people give. @param {JsonSchemaOptions} options */
    input: (options) => writeJsonSchema(core.tables(), context, options, false),
    /** Of what `validate` makes of it: trimmed, with the defaults. @param {JsonSchemaOptions} options */
    output: (options) => writeJsonSchema(core.tables(), context, options, true),
  },
  types: /** @type {{ input: Connection, output: Connection } | undefined} */ (undefined),
})

/**
 * @param {import('./types.js').Tables} tables @param {Context} context @param {JsonSchemaOptions} options
 * @param {boolean} normalised
 * @returns {Record<string, unknown>}
 */
function writeJsonSchema({ fields, moreFields }, context, { target }, normalised) {
  if (!Object.hasOwn(targets, target)) {
    throw new TypeError(`options.target must be one of ${Object.keys(targets).join(', ')}`)
  }
  const asked = [...fields, ...moreFields].filter(({ name }) => context.fields?.includes(name) ?? true)
  const required = asked.filter(
    (field) =>
      field.required &&
      !(field.jwtOnly && context.grant === 'client_credentials') &&
      (normalised || !(field.default || field.derived)),
  )
  const properties = asked.map((field) => [field.name, writeProperty(field, required.includes(field), normalised)])
  const names = required.map(({ name }) => name)
  return {
    ...targets[target],
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(names.length > 0 && { required: names }), // draft 4, and so OpenAPI 3.0, wants one at least
  }
}

/** @param {Field} field @param {boolean} required @param {boolean} normalised */
function writeProperty({ label, hint, secret, maxLength, maxItems, trimmed, ...field }, required, normalised) {
  const text = {
    type: 'string',
    ...((required || normalised || maxItems) && { minLength: 1 }), // an empty text counts as an absent one
    ...(maxLength && (normalised || !trimmed) && { maxLength }), // of what is left of it
  }
  return {
    ...(maxItems ? { type: 'array', items: text, maxItems } : text),
    ...(label && { title: label }),
    ...(hint && { description: hint }),
    ...(field.default && { default: field.default }),
    ...(secret && { writeOnly: true }),
  }
}
