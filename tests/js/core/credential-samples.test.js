// Every value of the credential files that tests/bench/credentials.js compares is imported into its field.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { load } from 'imskit'
import { missingInImport } from '../../support/credential-match.js'
import { makeSamples } from '../../support/credential-samples.js'

const all = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId']
/** What imskit misses in which file. A file that starts to work leaves this list. @type {Record<string, string[]>} */
const missed = {
  '.env with references': ['clientId'],
  'Kubernetes secret, kubectl': all,
  CloudFormation: all,
  'Spring, YAML with defaults': all,
  'systemd unit': all,
  'Apache Felix .config, with types': all,
  'spreadsheet, CSV with semicolons': all,
  'JSON file in base64': all,
}

const ims = await load()
const samples = makeSamples()

describe('every value is imported from', () => {
  for (const [title, { text, has }] of Object.entries(samples)) {
    it(title, async () => assert.deepEqual(await missingInImport(ims, text, has), missed[title] ?? []))
  }
})

it('every file with a missed value is one of the samples', () => {
  assert.deepEqual(
    Object.keys(missed).filter((title) => !(title in samples)),
    [],
  )
})
