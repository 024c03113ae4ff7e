// The connection as forms and validators of others take it, with those themselves.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { sValidator } from '@hono/standard-validator'
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import { FormApi } from '@tanstack/form-core'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { Hono } from 'hono'
import { load } from 'imskit'
import { createFormControl } from 'react-hook-form'
import { connection } from '../../support/connection.js'
import { makeKey } from '../../support/openssl.js'

const privateKey = makeKey(2048).pem
const good = connection({ privateKey })
const taken = { takenNames: ['ANALYTICS 1'] }
const missing = 'Connection Name is missing.'
const notUnique = 'Another connection already has the name “ANALYTICS 1”.'

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

describe('schema as Standard Schema', () => {
  it('reports errors only', () => {
    const { validate, vendor, version } = ims.schema['~standard']
    assert.deepEqual([vendor, version], ['imskit', 1])
    assert.equal(/** @type {any} */ (validate(good)).value?.type, 'Adobe Analytics Mass Ingestion')
    assert.deepEqual(validate({ ...good, clientId: 'odd' }).issues, undefined)
    assert.deepEqual(validate({ ...good, name: '' }).issues, [{ message: missing, path: ['name'] }])
    for (const none of [null, undefined, 5, 'text', []]) assert.ok(Number(validate(none).issues?.length) > 0)
  })

  it('can be bound to a context', () => {
    const { validate } = ims.schema.with(taken)['~standard']
    assert.deepEqual(validate(good).issues, [{ message: notUnique, path: ['name'] }])
  })

  it('works in React Hook Form', async () => {
    /** @param {import('imskit').Schema} schema @param {object} values */
    async function submit(schema, values) {
      const { formControl } = createFormControl({ resolver: standardSchemaResolver(schema), defaultValues: values })
      /** @type {any[]} */
      const seen = []
      await formControl.handleSubmit(
        (value) => void seen.push(value),
        (errors) => void seen.push(errors),
      )()
      return seen[0]
    }
    assert.equal((await submit(ims.schema, { ...good, name: ' A ' })).name, 'A')
    assert.equal((await submit(ims.schema, { ...good, name: '' })).name.message, missing)
    assert.equal((await submit(ims.schema.with(taken), good)).name.message, notUnique)
  })

  it('works in TanStack Form', async () => {
    /** @param {import('imskit').Schema} schema @param {object} values */
    async function submit(schema, values) {
      let submitted = false
      const form = new FormApi({
        defaultValues: values,
        validators: { onSubmit: schema },
        onSubmit() {
          submitted = true
        },
      })
      form.mount()
      await form.handleSubmit()
      return { submitted, errors: /** @type {any} */ (form.state.errorMap.onSubmit)?.name }
    }
    assert.deepEqual(await submit(ims.schema, good), { submitted: true, errors: undefined })
    const refused = await submit(ims.schema, { ...good, name: '' })
    assert.deepEqual([refused.submitted, refused.errors[0].message], [false, missing])
    assert.equal((await submit(ims.schema.with(taken), good)).errors[0].message, notUnique)
  })

  it('works in a Hono validator', async () => {
    const app = new Hono()
    app.post('/', sValidator('json', ims.schema), (c) => c.json(c.req.valid('json').imsExchange))
    const post = (/** @type {object} */ body) =>
      app.request('/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    assert.equal(await (await post(good)).json(), 'https://ims-na1.adobelogin.com/ims/exchange/jwt')
    const refused = await post({ ...good, name: '' })
    const { error } = await refused.json()
    assert.deepEqual([refused.status, error], [400, [{ message: missing, path: ['name'] }]])
  })
})

describe('schema as Standard JSON Schema', () => {
  const target = 'draft-2020-12'
  const input = (/** @type {import('imskit').Context} */ context = {}) =>
    /** @type {any} */ (ims.schema.with(context)['~standard'].jsonSchema.input({ target }))
  const output = () => /** @type {any} */ (ims.schema['~standard'].jsonSchema.output({ target }))

  it('agrees with the table of fields', () => {
    const schema = input()
    assert.deepEqual(Object.keys(schema.properties), ims.tables.fieldNames)
    const { clientSecret, imsHost } = schema.properties
    assert.deepEqual([clientSecret.type, clientSecret.title, clientSecret.writeOnly], ['string', 'Client Secret', true])
    assert.equal(imsHost.default, 'https://ims-na1.adobelogin.com')
    assert.equal(schema.properties.description.maxLength, 255)
    assert.equal(output().properties.name.maxLength, 100)
    assert.deepEqual(schema.properties.scopes.type, 'array')
    const filledIn = ['type', 'imsHost', 'imsExchange']
    const required = ims.fields.filter((field) => field.required).map(({ name }) => name)
    assert.deepEqual(schema.required, required)
    assert.deepEqual(
      output().required.filter((/** @type {string} */ name) => !filledIn.includes(name)),
      required,
    )
    for (const name of filledIn) assert.ok(output().required.includes(name), name)
  })

  it('follows the context', () => {
    assert.deepEqual(Object.keys(input({ fields: ['name', 'description'] }).properties), ['name', 'description'])
    assert.deepEqual(input({ fields: ['name', 'description'] }).required, ['name'])
    assert.ok(!('required' in input({ fields: ['description'] })))
    const waived = input().required.filter(
      (/** @type {string} */ name) => !input({ grant: 'client_credentials' }).required.includes(name),
    )
    assert.deepEqual(waived, ['technicalAccountId', 'privateKey'])
  })

  it('is valid for each target, and rejects other targets', () => {
    const compilers = { 'draft-2020-12': new Ajv2020(), 'draft-07': new Ajv(), 'openapi-3.0': new Ajv() }
    for (const [name, compiler] of Object.entries(compilers)) {
      for (const write of Object.values(ims.schema['~standard'].jsonSchema)) {
        const check = compiler.compile(write({ target: name }))
        assert.ok(check(ims.validate(good).connection), name)
        assert.ok(!check({ ...good, clientId: 5 }), name)
      }
    }
    assert.throws(
      () => ims.schema['~standard'].jsonSchema.input({ target: 'draft-03' }),
      new TypeError('options.target must be one of draft-2020-12, draft-07, openapi-3.0'),
    )
  })

  it('accepts what validate accepts, before and after normalization', () => {
    const ajv = new Ajv2020()
    const [before, after] = [ajv.compile(input()), ajv.compile(output())]
    const spaces = fc.stringMatching(/^ {0,9}$/)
    const texts = {
      name: fc.tuple(spaces, fc.stringMatching(/^[\w.+-]{0,101}$/), spaces).map((parts) => parts.join('')),
      description: fc.string({ unit: 'grapheme', maxLength: 260 }),
      passphrase: fc.constantFrom('', 'a'),
      imsHost: fc.constantFrom('', ' https://ims.example.com/ ', 'ims.example.com', '\t'),
      imsExchange: fc.constantFrom('', 'https://ims.example.com/x'),
      type: fc.constantFrom('', 'Adobe Analytics Mass Ingestion'),
      scopes: fc.array(fc.stringMatching(/^[a-z]{0,3}$/), { maxLength: 4 }),
    }
    let valid = 0
    fc.assert(
      fc.property(fc.record(texts, { requiredKeys: [] }), (given) => {
        const whole = { ...good, ...given }
        const result = ims.validate(whole)
        if (!result.valid) return
        valid++
        assert.ok(before(whole), JSON.stringify(before.errors))
        assert.ok(after(result.connection), JSON.stringify(after.errors))
      }),
      { numRuns: 500 },
    )
    assert.ok(valid > 50)
  })
})
