// applyFix: repairs what an issue names, and nothing else.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'

const ims = await load()
const secret = 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123'

/** @param {import('imskit').Connection} given */
const issueOf = (given) => ims.validate(given).issues.find(({ fix }) => fix) ?? assert.fail('no fix')

describe('applyFix', () => {
  it('repairs the value and leaves everything else as is', () => {
    const good = connection({})
    const given = { ...good, name: '  Sales ', clientId: `"${good.clientId}"`, unknown: { kept: true } }
    const issue = issueOf(given)
    assert.deepEqual(issue.fix, { code: 'trim_quotes', title: 'Remove the quotes' })
    assert.deepEqual(ims.applyFix(given, issue), { ...given, clientId: good.clientId })
    assert.equal(given.clientId, `"${good.clientId}"`)
  })

  it('takes field, code and fix only, as a page may have kept them', () => {
    const given = connection({ organizationId: 'AABBCCDDEEFF001122334455' })
    const { field, code, fix } = issueOf(given)
    assert.equal(
      ims.applyFix(given, { field, code, fix: { code: fix?.code ?? '' } }).organizationId,
      'AABBCCDDEEFF001122334455@AdobeOrg',
    )
  })

  it('swaps and moves values, the private key as well', () => {
    const good = connection({})
    const swapped = { ...good, clientSecret: good.privateKey, privateKey: good.clientSecret }
    assert.deepEqual(ims.applyFix(swapped, issueOf(swapped)), good)
    const { clientSecret, ...moved } = { ...good, clientId: good.clientSecret }
    const { clientId, ...rest } = good
    assert.deepEqual(ims.applyFix(moved, issueOf(moved)), rest)
    assert.equal(clientSecret, moved.clientId)
    assert.ok(clientId)
  })

  it('changes nothing a second time, or for an issue without a fix', () => {
    const given = connection({ clientId: `Client ID: ${connection({}).clientId}` })
    const issue = issueOf(given)
    const once = ims.applyFix(given, issue)
    assert.deepEqual(ims.applyFix(once, issue), once)
    const [unusual] = ims.validate(connection({ clientId: 'odd' })).issues
    assert.ok(unusual)
    assert.deepEqual(ims.applyFix(given, unusual), given)
  })

  it('refuses anything that is not an issue', () => {
    const given = connection({})
    const refused = [
      5,
      null,
      { field: 'name', code: 'none_such', fix: { code: 'swap' } },
      { field: 'name', code: 'quoted', fix: {} },
    ]
    for (const issue of refused) assert.throws(() => ims.applyFix(given, /** @type {any} */ (issue)), TypeError)
  })

  it('removes each issue that it repairs, without ever showing a secret', () => {
    const pieces = [
      '"',
      "'",
      'Client ID: ',
      ' # x',
      ',',
      ' ',
      secret,
      connection({}).clientId ?? '',
      connection({}).organizationId ?? '',
    ]
    const value = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((list) => list.join(''))
    const given = fc.record({
      clientId: value,
      clientSecret: value,
      organizationId: value,
      technicalAccountId: value,
      imsHost: value,
    })
    fc.assert(
      fc.property(given, (values) => {
        const before = connection(values)
        const { issues } = ims.validate(before)
        assert.ok(!JSON.stringify(issues).includes(secret))
        const issue = issues.find(({ fix }) => fix)
        if (!issue) return
        const after = ims.validate(ims.applyFix(before, issue)).issues
        assert.ok(
          !after.some(
            (left) => left.field === issue.field && left.code === issue.code && left.fix?.code === issue.fix?.code,
          ),
        )
      }),
      { numRuns: 300 },
    )
  })
})
