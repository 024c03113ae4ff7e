// Runs in a child process: validates connections with imskit, and with zod and ajv as far as they can express the same rules.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { load } from 'imskit'
import { z } from 'zod'
import { connection as makeConnection } from '../support/connection.js'
import { answer, options } from './job.js'
import { measure, summarize } from './measure.js'

/** A pattern for a text in any case: ajv takes no flags. @param {string} text */
const inAnyCase = (text) => text.replaceAll(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)

const patterns = {
  name: '^[A-Za-z0-9 _.+-]+$',
  // Rejects only the well-known Hosted Agent: a schema does not know the kinds of agents.
  runtimeEnvironment: `^(?!${inAnyCase('Informatica Cloud Hosted Agent')}$)[^\\u0000-\\u001f\\u007f]+$`,
  text: '^[^\\u0000-\\u001f\\u007f]+$',
  lines: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$',
  technicalAccountId: '^[^\\s@]+@techacct\\.adobe\\.com$',
  organizationId: '^[^\\s@]+@AdobeOrg$',
  // A schema cannot check a key, only its outline.
  privateKey:
    '^-----BEGIN (RSA |ENCRYPTED )?PRIVATE KEY-----[A-Za-z0-9+/=\\s]+-----END (RSA |ENCRYPTED )?PRIVATE KEY-----\\s*$',
  url: '^(https://[^\\s/?#@]+|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:\\d+)?)(/[^\\s]*)?$',
}
const type = 'Adobe Analytics Mass Ingestion'
const imsHost = 'https://ims-na1.adobelogin.com'

/** @param {string} pattern @param {number} [max] */
const zodText = (pattern, max) => {
  const text = z.string().trim().regex(new RegExp(pattern, 'u'))
  return max === undefined ? text : text.max(max)
}
const zodFields = {
  name: zodText(patterns.name, 100),
  description: z
    .string()
    .regex(new RegExp(patterns.lines, 'u'))
    .refine((text) => [...text].length <= 255)
    .optional(),
  type: z.literal(type).default(type),
  runtimeEnvironment: zodText(patterns.runtimeEnvironment),
  clientId: zodText(patterns.text),
  clientSecret: zodText(patterns.text),
  technicalAccountId: zodText(patterns.technicalAccountId),
  organizationId: zodText(patterns.organizationId),
  privateKey: z.string().regex(new RegExp(patterns.privateKey, 'u')),
  passphrase: z.string().optional(),
  imsHost: zodText(patterns.url).default(imsHost),
  imsExchange: zodText(patterns.url).default(`${imsHost}/ims/exchange/jwt`),
}

const ajvFields = {
  name: { type: 'string', pattern: patterns.name, maxLength: 100 },
  description: { type: 'string', pattern: patterns.lines, maxLength: 255 },
  type: { const: type, default: type },
  runtimeEnvironment: { type: 'string', pattern: patterns.runtimeEnvironment },
  clientId: { type: 'string', pattern: patterns.text },
  clientSecret: { type: 'string', pattern: patterns.text },
  technicalAccountId: { type: 'string', pattern: patterns.technicalAccountId },
  organizationId: { type: 'string', pattern: patterns.organizationId },
  privateKey: { type: 'string', pattern: patterns.privateKey },
  passphrase: { type: 'string' },
  imsHost: { type: 'string', pattern: patterns.url, default: imsHost },
  imsExchange: { type: 'string', pattern: patterns.url, default: `${imsHost}/ims/exchange/jwt` },
}
const optional = new Set(['description', 'type', 'passphrase', 'imsHost', 'imsExchange'])

/** @param {Partial<typeof ajvFields>} properties */
const ajvSchema = (properties) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.has(name)),
  additionalProperties: false,
})

const { key, rounds, warmUpMs, sizes } = options()
const privateKey = readFileSync(key, 'utf8')
const ims = await load()
const zodAll = z.strictObject(zodFields)
const zodName = z.object({ name: zodFields.name }) // ignores the other fields
const ajv = new Ajv({ allErrors: true, useDefaults: true })
const ajvAll = ajv.compile(ajvSchema(ajvFields))
const ajvName = ajv.compile({ ...ajvSchema({ name: ajvFields.name }), additionalProperties: true })

/** @typedef {import('imskit').Connection} Connection */

/** A connection with every field of the form except the passphrase, which this key does not need. @param {number} i @returns {Connection} */
const makeFull = (i) => ({
  ...makeConnection({ name: `Analytics ${i}`, privateKey }),
  description: `Clicks of report suite ${i}, every hour`,
  type,
  runtimeEnvironment: `Agent ${i % 7}`,
  clientId: i.toString(16).padStart(32, '0'),
  imsHost,
  imsExchange: `${imsHost}/ims/exchange/jwt`,
})

/** @typedef {(connection: Connection) => boolean} Validate */
/** @type {Record<string, { all: Validate, name: Validate }>} */
const validators = {
  imskit: {
    all: (connection) => ims.validate(connection).valid,
    name: (connection) => ims.validate(connection, { fields: ['name'] }).valid,
  },
  zod: {
    all: (connection) => zodAll.safeParse(connection).success,
    name: (connection) => zodName.safeParse(connection).success,
  },
  ajv: { all: (connection) => ajvAll(connection), name: (connection) => ajvName(connection) },
}

const full = makeFull(1)
for (const [name, validate] of Object.entries(validators)) {
  for (const part of /** @type {const} */ (['all', 'name'])) {
    const refuses = !validate[part]({ ...full, name: 'a/b' })
    if (!refuses || !validate[part](full)) throw new Error(`${name} gives a wrong result`)
  }
}

// Five errors, each of which all three report.
const wrong = {
  ...full,
  name: 'a/b',
  runtimeEnvironment: 'Informatica Cloud Hosted Agent',
  technicalAccountId: 'someone@example.com',
  organizationId: 'Example',
  imsHost: 'ftp://example.com',
}
const found = {
  imskit: ims.validate(wrong).issues.filter(({ severity }) => severity === 'error').length,
  zod: zodAll.safeParse(wrong).error?.issues.length,
  ajv: ajvAll(wrong) ? 0 : ajvAll.errors?.length,
}
for (const [name, count] of Object.entries(found)) if (count !== 5) throw new Error(`${name} finds ${count} errors`)

const cases = Object.entries(validators).flatMap(([name, { all, name: ofName }]) => [
  [`${name} all`, () => all(full)],
  [`${name} name`, () => ofName(full)],
  [`${name} errors`, () => all(wrong)],
])
// The floor for five errors: the core returns their text as JSON, which has to be decoded and parsed.
const json = new TextEncoder().encode(JSON.stringify(ims.validate(wrong).issues))
const decoder = new TextDecoder()
const parse = () => JSON.parse(decoder.decode(json)).length > 0
const one = await measure(Object.fromEntries([...cases, ['issues', parse]]), { rounds, warmUpMs, batchMs: 5 })

// Many connections: the cost per connection.
const largest = Math.max(...sizes)
const connections = Array.from({ length: largest }, (_, i) => makeFull(i))
/** @type {Record<string, Record<string, number[]>>} */
const times = {}
for (let round = 0; round < 3; round++) {
  for (const [name, { all }] of Object.entries(validators)) {
    for (const size of sizes) {
      for (let run = 0; run < Math.min(10, largest / size); run++) {
        const started = performance.now()
        for (const connection of connections.slice(0, size))
          if (!all(connection)) throw new Error(`${name} rejects a valid connection`)
        times[name] ??= {}
        times[name][size] ??= []
        times[name][size].push((performance.now() - started) / size)
      }
    }
  }
}
/** @param {Record<string, number[]>} bySize */
const summarizeAll = (bySize) =>
  Object.fromEntries(Object.entries(bySize).map(([size, list]) => [size, summarize(list)]))
const many = Object.fromEntries(Object.entries(times).map(([name, bySize]) => [name, summarizeAll(bySize)]))

// Taken names: their cost per validation, given with each call or prepared once.
const contexts = Object.fromEntries(
  [0, ...sizes].map((size) => [size, { takenNames: connections.slice(0, size).map(({ name }) => `${name} taken`) }]),
)
const fewer = { rounds: Math.min(rounds, 15), warmUpMs }
const taken = await measure(
  Object.fromEntries(Object.entries(contexts).map(([size, context]) => [size, () => ims.validate(full, context)])),
  fewer,
)
const prepared = await measure(
  Object.fromEntries(
    Object.entries(contexts).map(([size, context]) => {
      const schema = ims.prepare(context)
      return [size, () => schema.validate(full)]
    }),
  ),
  fewer,
)
answer({ one, many, taken, prepared, issueBytes: json.length })
