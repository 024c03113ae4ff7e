// Every value of the credential files that tests/bench/credentials.js compares is imported into its field.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { load } from 'imskit'
import { missingInImport } from '../../support/credential-match.js'
import { makeSamples } from '../../support/credential-samples.js'

const ims = await load()
const samples = makeSamples()

describe('every value is imported from', () => {
  for (const [title, { text, has }] of Object.entries(samples)) {
    it(title, async () => assert.deepEqual(await missingInImport(ims, text, has), []))
  }
})
