// The connection that the form edits.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createDraft } from '../../../js/element/draft.js'
import { load } from '../../../js/index.js'

const ims = await load()
const first = { clientId: '0'.repeat(32), clientSecret: 'a', technicalAccountId: 'T', metaScopes: ['ent_a', 'ent_b'] }
const second = { clientId: '1'.repeat(32), clientSecret: 'b' }

describe('choosing another credential of a file', () => {
  it('leaves no value of the first one behind', () => {
    const draft = createDraft(ims)
    draft.replace({ name: 'Sales', technicalAccountId: 'old' })
    const before = draft.snapshot()
    draft.patch(first, [{ sha1: '0'.repeat(40), expires: '2099-12-31' }])
    draft.exchange(first, second, before)
    assert.deepEqual(draft.values, { name: 'Sales', technicalAccountId: 'old', ...second })
    assert.equal(draft.snapshot().certificates, undefined)
    draft.exchange(second, first, before)
    assert.deepEqual(draft.values, { name: 'Sales', ...first })
  })

  it('keeps values that the person or another file has changed since', () => {
    const draft = createDraft(ims)
    const before = draft.snapshot()
    draft.patch({ ...first, privateKey: 'of another file' })
    draft.type('technicalAccountId', 'typed')
    draft.type('name', 'typed')
    draft.exchange(first, second, before)
    const { technicalAccountId, name, privateKey } = draft.values
    assert.deepEqual([technicalAccountId, name, privateKey], ['typed', 'typed', 'of another file'])
  })
})
