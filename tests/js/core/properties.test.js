// Properties that hold for any input at all.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { makeKey } from '../../support/openssl.js'

const { pem } = makeKey(2048)

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

/** Texts with what keys are made of among them. */
const fragments = [
  '-----BEGIN ',
  'PRIVATE KEY-----',
  '-----END ',
  '\\n',
  '\r',
  '"',
  '[',
  '{"kty":"RSA"',
  'DEK-Info: ',
  '\u200b',
  pem,
]
const pasted = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary' })), { maxLength: 12 })
const fieldNames = () => fc.constantFrom(...ims.tables.fieldNames, 'clientID', '__proto__', 'toString')

describe('inspectKey', () => {
  it('reports any text as usable or with one error that says why', () => {
    fc.assert(
      fc.property(pasted, fc.string(), (parts, passphrase) => {
        const { usable, issues } = ims.inspectKey(parts.join(''), { passphrase })
        assert.equal(issues.filter(({ severity }) => severity === 'error').length, usable ? 0 : 1)
      }),
      { numRuns: 2000 },
    )
  })

  it('never takes a key that was cut or changed for another one', () => {
    const { publicKeyPem } = ims.inspectKey(pem)
    const place = fc.nat(pem.length)
    fc.assert(
      fc.property(place, place, fc.string({ maxLength: 3 }), (from, to, inserted) => {
        const report = ims.inspectKey(pem.slice(0, from) + inserted + pem.slice(to))
        if (report.usable) assert.equal(report.publicKeyPem, publicKeyPem)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('validate', () => {
  it('never throws, and normalizing twice changes nothing', () => {
    const anything = fc.array(fc.tuple(fieldNames(), fc.oneof(fc.string({ unit: 'binary' }), fc.anything())))
    fc.assert(
      fc.property(anything, (entries) => {
        const given = /** @type {any} */ (Object.fromEntries(entries))
        const first = ims.validate(given)
        assert.equal(
          first.valid,
          first.issues.every(({ severity }) => severity === 'warning'),
        )
        assert.deepEqual(ims.validate(first.connection).connection, first.connection)
      }),
      { numRuns: 1000 },
    )
  })

  it('counts what its messages say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (description) => {
        const { issues } = ims.validate({ description }, { fields: ['description'] })
        assert.equal(
          issues.some(({ code }) => code === 'too_long'),
          [...description].length > 255,
        )
      }),
    )
  })
})

describe('a signed JWT', () => {
  it('decodes to its claims and verifies', () => {
    const claims = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())
    const publicKey = /** @type {string} */ (ims.inspectKey(pem).publicKeyPem)
    fc.assert(
      fc.property(claims, (payload) => {
        const jws = ims.sign({ payload, privateKey: pem })
        const verified = ims.verify(jws, publicKey)
        assert.deepEqual(verified.payload, JSON.parse(JSON.stringify(payload)))
      }),
      { numRuns: 50 },
    )
  })

  it('has the claims of the connection, whatever its names', () => {
    const text = fc.stringMatching(/^[0-9A-F]{1,40}$/)
    fc.assert(
      fc.property(text, text, (technical, organization) => {
        const given = connection({
          technicalAccountId: `${technical}@techacct.adobe.com`,
          organizationId: `${organization}@AdobeOrg`,
        })
        const { sub, iss } = ims.claims(given)
        assert.deepEqual([sub, iss], [given.technicalAccountId, given.organizationId])
      }),
    )
  })
})
