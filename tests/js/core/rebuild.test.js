// Keys with lost or wrong text are rebuilt from their other numbers, and never become another key.
import assert from 'node:assert/strict'
import { createHash, createPublicKey } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { heavyDamages, lossyDamages, plainForms, seeded } from '../../support/lossy-damages.js'
import { makeCertificate, makeKey, signature } from '../../support/openssl.js'

const keys = [2048, 2048, 3072].map((bits) => {
  const { file, pem } = makeKey(bits)
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  return { bits, file, pem, sha256: createHash('sha256').update(spki).digest('hex'), forms: plainForms(file) }
})
const [key] = keys
const rounds = 25
const options = { now: new Date(0) }

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

/** Inspects damaged keys. Returns how many are usable, all of which must be the original key. */
function countRebuilt(damage, random) {
  let usable = 0
  let total = 0
  for (const { bits, sha256, forms } of keys) {
    for (const pem of Object.values(forms)) {
      for (let round = 0; round < rounds; round++, total++) {
        const report = ims.inspectKey(damage(pem, random))
        if (!report.usable) continue
        usable++
        assert.equal(report.fingerprints.spkiSha256, sha256)
        assert.equal(report.bits, bits)
      }
    }
  }
  return usable / total
}

describe('a damaged key', () => {
  for (const [name, damage] of Object.entries(lossyDamages)) {
    it(`${name}: is rebuilt`, () => {
      assert.ok(countRebuilt(damage, seeded(name.length)) >= 0.99)
    })
  }

  for (const [name, damage] of Object.entries(heavyDamages)) {
    it(`${name}: never becomes another key`, () => {
      countRebuilt(damage, seeded(name.length)) // which compares fingerprints
    })
  }

  it('signs as the original does', () => {
    const random = seeded(1)
    const expected = ims.signJwt(connection({ privateKey: key.pem }), options)
    const [header, payload, mine] = expected.split('.')
    assert.equal(mine, signature(`${header}.${payload}`, key.file).toString('base64url'))
    for (const [name, damage] of Object.entries(lossyDamages)) {
      for (const pem of Object.values(key.forms)) {
        assert.equal(ims.signJwt(connection({ privateKey: damage(pem, random) }), options), expected, name)
      }
    }
  })

  it('exports as the original does', () => {
    const damaged = lossyDamages['4 last lines lost'](key.forms['PKCS#1'], seeded(1))
    assert.equal(ims.toPkcs8(damaged), key.forms['PKCS#8'])
  })
})

describe('the report of a rebuilt key', () => {
  const damaged = lossyDamages['2 last lines lost'](key.forms['PKCS#8'], seeded(1))

  it('names the repair, and warns with the fingerprint of the public key', () => {
    const { usable, format, bits, repairs, issues } = ims.inspectKey(damaged)
    assert.deepEqual({ usable, format, bits }, { usable: true, format: 'PKCS#8', bits: 2048 })
    assert.ok(repairs.includes('rebuilt'))
    assert.deepEqual(
      issues.map(({ field, code, severity, params }) => ({ field, code, severity, params })),
      [{ field: 'privateKey', code: 'rebuilt_key', severity: 'warning', params: { fingerprint: key.sha256 } }],
    )
    assert.match(String(issues[0].hint), new RegExp(key.sha256))
  })

  it('is part of what validate returns', () => {
    const { valid, issues } = ims.validate(connection({ privateKey: damaged }))
    assert.ok(valid)
    assert.deepEqual(
      issues.map(({ code }) => code),
      ['rebuilt_key'],
    )
  })

  it('compares the key with its certificate', () => {
    assert.equal(ims.inspectKey(damaged, { certificate: makeCertificate(key.file) }).matchesCertificate, true)
    const other = ims.inspectKey(damaged, { certificate: makeCertificate(keys[1].file) })
    assert.equal(other.usable, false)
  })

  it('does not name the repair for an intact key', () => {
    const { repairs, issues } = ims.inspectKey(key.pem)
    assert.deepEqual({ repairs, issues }, { repairs: [], issues: [] })
  })
})

describe('a key that is not determined', () => {
  it('is refused if only its first third is there', () => {
    for (const pem of Object.values(key.forms)) {
      const { usable, issues } = ims.inspectKey(pem.slice(0, pem.length / 3))
      assert.equal(usable, false)
      assert.deepEqual(
        issues.map(({ code }) => code),
        ['truncated'],
      )
    }
  })

  it('is refused if its halves are of two keys', () => {
    const [first, second] = keys.slice(0, 2).map(({ forms }) => forms['PKCS#8'].split('\n'))
    assert.equal(ims.inspectKey([...first.slice(0, 14), ...second.slice(14)].join('\n')).usable, false)
  })
})
