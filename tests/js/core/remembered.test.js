// What the core remembers from one validation to the next changes the time that one takes, never its result.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { makeKey } from '../../support/openssl.js'

const { pem } = makeKey(2048)
const module = new WebAssembly.Module(readFileSync('dist/core.wasm'))
const good = connection({ privateKey: pem })

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load({ wasm: module })
})

const id = '0123456789abcdef0123456789abcdef'
const samples = [
  ...Object.values(good),
  ...[
    'Analytics 2',
    'a/b',
    '',
    ' x ',
    '12345',
    `"${id}"`,
    `Client ID: ${id}`,
    '••••••',
    'changeme',
    '<your ID>',
    'x y',
  ],
  ...[
    'https://ims-na1.adobelogin.com/ims/exchange/jwt',
    'https://ims-na1-stg1.adobelogin.com',
    'http://localhost:8080',
  ],
  ...[
    'https://ims-na1.adobelogin.com/ims/token/v3',
    'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln',
    'Informatica Cloud Hosted Agent',
  ],
]
const names = Object.keys({ ...good, description: '', type: '', passphrase: '', imsHost: '', imsExchange: '' })
const changes = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...samples), { maxKeys: 4 })
const contexts = fc.record(
  {
    fields: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
    grant: fc.constantFrom('jwt', 'client_credentials'),
  },
  { requiredKeys: [] },
)

describe('A core that has validated other connections', () => {
  it('gives the same issues as a new one', async () => {
    const property = fc.asyncProperty(changes, contexts, async (given, context) => {
      const tried = { ...good, ...given }
      const fresh = await load({ wasm: module })
      const expected = fresh.validate(tried, /** @type {import('imskit').Context} */ (context))
      assert.deepEqual(ims.validate(tried, /** @type {import('imskit').Context} */ (context)), expected)
      assert.deepEqual(ims.validate(tried, /** @type {import('imskit').Context} */ (context)), expected)
    })
    await fc.assert(property, { numRuns: 1000 })
  })
})
