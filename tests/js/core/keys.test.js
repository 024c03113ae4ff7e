// Keys as people really paste them: every form in every damage, and pairs of damages, signs as the undamaged key does.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { damages, makeForms, mostUsed, passphrase } from '../../support/damaged-keys.js'
import { folder, makeCertificate, makeKey, openssl, signature } from '../../support/openssl.js'

const key = makeKey(2048)
const convert = (...args) => openssl(...args, '-in', key.file, '-passout', `pass:${passphrase}`).toString()
const forms = makeForms(key.file)

/** @type {import('imskit').Ims} */
let ims
const options = { now: new Date(0) }
let expected
before(async () => {
  ims = await load()
  expected = ims.signJwt(connection({ privateKey: key.pem }), options)
  const [header, payload, mine] = expected.split('.')
  assert.equal(mine, signature(`${header}.${payload}`, key.file).toString('base64url'))
})

const sign = (privateKey) => ims.signJwt(connection({ privateKey, passphrase }), options)
const codesOf = (pem, given = {}) => ims.inspectKey(pem, given).issues.map(({ code }) => code)

describe('accepted', () => {
  for (const [form, pem] of Object.entries(forms)) {
    it(`${form}, in every damage`, () => {
      assert.equal(sign(pem), expected)
      for (const [name, damage] of Object.entries(damages)) assert.equal(sign(damage(pem)), expected, name)
    })
  }

  for (const form of mostUsed) {
    it(`${form}, in pairs of damages`, () => {
      for (const [first, one] of Object.entries(damages)) {
        for (const [second, other] of Object.entries(damages)) {
          const pair = `${first}, ${second}`
          if (first === second) continue
          // Reading is what the damages make harder; signing with what was read is the same every time.
          const report = ims.inspectKey(other(one(forms[form])), { passphrase })
          assert.ok(report.usable, `${pair}: ${JSON.stringify(report.issues)}`)
          assert.equal(report.publicKeyPem, createPublicKey(key.pem).export({ type: 'spki', format: 'pem' }))
          assert.ok(report.repairs.length > 0, pair)
        }
      }
    })
  }

  it('JWK', () => {
    const jwk = createPrivateKey(key.pem).export({ format: 'jwk' })
    assert.equal(sign(JSON.stringify(jwk)), expected)
    assert.equal(sign(JSON.stringify({ keys: [{ ...jwk, kid: '1' }] }, null, 2)), expected)
    assert.equal(ims.inspectKey(JSON.stringify(jwk)).format, 'JWK')
  })

  it('all of it at once: indented, quoted, literal \\n, CRLF, with a byte order mark', () => {
    const pem = `\ufeff  "${key.pem.replaceAll(/^/gm, '  ').replaceAll('\n', '\\r\\n')}"\r\n`
    assert.equal(sign(pem), expected)
  })
})

describe('a passphrase', () => {
  it('may be long, and outside ASCII', () => {
    for (const long of ['correct horse battery staple, and then some more of the stable', 'pässwörd-'.repeat(20)]) {
      const args = ['-in', key.file, '-passout', `pass:${long}`]
      const encrypted = [
        openssl('pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', ...args),
        openssl('pkcs8', '-topk8', '-v2', 'aes256', ...args),
        openssl('rsa', '-traditional', '-aes256', ...args),
      ]
      for (const pem of encrypted.map(String)) {
        assert.equal(ims.signJwt(connection({ privateKey: pem, passphrase: long }), options), expected)
      }
    }
  })

  it('missing and wrong are different issues', () => {
    for (const [form, pem] of Object.entries(forms).slice(2)) {
      assert.deepEqual(codesOf(pem), ['passphrase_required'], form)
      assert.deepEqual(codesOf(pem, { passphrase: 'wrong' }), ['wrong_passphrase'], form)
      const { issues } = ims.validate(connection({ privateKey: pem }))
      assert.deepEqual(
        issues.map(({ field, code }) => [field, code]),
        [['passphrase', 'passphrase_required']],
      )
    }
  })

  it('may be outside ASCII', () => {
    for (const version of [
      ['-v1', 'PBE-SHA1-3DES'],
      ['-v2', 'aes256'],
    ]) {
      const pem = openssl('pkcs8', '-topk8', ...version, '-in', key.file, '-passout', 'pass:pässwörd €').toString()
      assert.ok(ims.inspectKey(pem, { passphrase: 'pässwörd €' }).usable)
    }
  })
})

describe('keys of other kinds, made by their tools, are refused by name', () => {
  const file = (name) => join(folder, name)
  const generate = (...args) => openssl('genpkey', ...args).toString()
  const dsa = () => {
    openssl('dsaparam', '-out', 'dsa.params', '1024')
    return openssl('gendsa', 'dsa.params').toString()
  }
  const ssh = () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', file('ssh')])
    return readFileSync(file('ssh'), 'utf8')
  }
  const putty = () => {
    ssh2pem()
    execFileSync('puttygen', [file('ssh2'), '-O', 'private', '-o', file('key.ppk')])
    return readFileSync(file('key.ppk'), 'utf8')
  }
  const ssh2pem = () =>
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '', '-f', file('ssh2')])
  const pkcs12 = () => {
    writeFileSync(file('certificate.pem'), makeCertificate(key.file))
    const binary = openssl('pkcs12', '-export', '-inkey', key.file, '-in', 'certificate.pem', '-passout', 'pass:x')
    return binary.toString('base64')
  }
  /** @type {Record<string, () => string>} */
  const kinds = {
    certificate: () => makeCertificate(key.file),
    public_key: () => openssl('pkey', '-in', key.file, '-pubout').toString(),
    certificate_request: () => openssl('req', '-new', '-key', key.file, '-subj', '/CN=x').toString(),
    ec_key: () => generate('-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'),
    ed25519_key: () => generate('-algorithm', 'ED25519'),
    rsa_pss_key: () => generate('-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'),
    dsa_key: dsa,
    openssh_key: ssh,
    putty_key: putty,
    pkcs12,
    truncated: () => key.pem.slice(0, 400),
    corrupt_base64: () => key.pem.replaceAll(/[aeiou]/g, '!'),
    several_keys: () => key.pem + makeKey(2048).pem,
    required: () => ' \n ',
    not_a_key: () => 'I will send the key tomorrow',
    scrypt: () => convert('pkcs8', '-topk8', '-scrypt'),
    too_many_iterations: () => convert('pkcs8', '-topk8', '-v2', 'aes256', '-iter', '1000001'),
    unsupported_encryption: () => convert('pkcs8', '-topk8', '-v2', 'camellia-256-cbc'),
    too_large: () => `${key.pem}${' '.repeat(65536)}`,
    multi_prime: () =>
      generate('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-pkeyopt', 'rsa_keygen_primes:3'),
    key_too_small: () => makeKey(1024).pem,
  }
  for (const [code, make] of Object.entries(kinds)) {
    it(code, () => {
      const { usable, issues } = ims.inspectKey(make())
      assert.equal(usable, false)
      assert.deepEqual(
        issues.map((issue) => issue.code),
        [code],
      )
      assert.ok((issues[0]?.hint ?? '').length > 15)
    })
  }

  it('inconsistent_key: numbers that do not belong together', () => {
    const [jwk, other] = [key.pem, makeKey(2048).pem].map((pem) => createPrivateKey(pem).export({ format: 'jwk' }))
    for (const name of ['n', 'd', 'p', 'q', 'dp', 'dq', 'qi']) {
      assert.deepEqual(codesOf(JSON.stringify({ ...jwk, [name]: other[name] })), ['inconsistent_key'], name)
    }
  })

  it('certificate_mismatch, and the certificate’s fingerprint and expiry', () => {
    const certificate = makeCertificate(key.file)
    const { fingerprint, validTo } = new X509Certificate(certificate)
    const own = ims.inspectKey(key.pem, { certificate })
    assert.equal(own.matchesCertificate, true)
    assert.equal(own.fingerprints.certificateSha1, fingerprint.replaceAll(':', '').toLowerCase())
    assert.deepEqual(own.certificateExpires, new Date(validTo))
    const other = ims.inspectKey(makeKey(2048).pem, { certificate })
    assert.deepEqual(
      [other.matchesCertificate, other.usable, other.issues[0]?.code],
      [false, false, 'certificate_mismatch'],
    )
  })

  it('compares the key with each of several certificates, and reports the one that matches', () => {
    const own = makeCertificate(key.file)
    const foreign = makeCertificate(makeKey(2048).file)
    const { fingerprint, validTo } = new X509Certificate(own)
    const later = { now: new Date(new Date(validTo).getTime() + 1000) }
    for (const certificate of [own + foreign, foreign + own, JSON.stringify([foreign, own])]) {
      const report = ims.inspectKey(key.pem, { certificate })
      assert.equal(report.matchesCertificate, true)
      assert.equal(report.fingerprints.certificateSha1, fingerprint.replaceAll(':', '').toLowerCase())
      assert.deepEqual(report.certificateExpires, new Date(validTo))
      const { valid, issues } = ims.validate(connection({ privateKey: key.pem, certificate }))
      assert.deepEqual({ valid, issues }, { valid: true, issues: [] })
      const codes = ims.inspectKey(key.pem, { certificate, ...later }).issues.map(({ code }) => code)
      assert.deepEqual(codes, ['certificate_expired'])
    }
    const { valid, issues } = ims.validate(connection({ privateKey: key.pem, certificate: foreign + foreign }))
    assert.equal(valid, false)
    assert.deepEqual(
      issues.map(({ code }) => code),
      ['certificate_mismatch'],
    )
  })
})

describe('WebCrypto', () => {
  it('imports every form as a key that cannot be exported, and makes the same signatures', async () => {
    for (const form of mostUsed) {
      const cryptoKey = await ims.toCryptoKey(damages['literal \\n'](forms[form]), { passphrase })
      assert.equal(cryptoKey.extractable, false)
      assert.equal(await ims.signJwtWith(cryptoKey, connection({}), options), expected)
    }
  })

  it('refuses as the core does', async () => {
    await assert.rejects(ims.toCryptoKey('x'), { code: 'ERR_KEY_INVALID', field: 'privateKey' })
    const cryptoKey = await ims.toCryptoKey(key.pem)
    await assert.rejects(ims.signJwtWith(cryptoKey, {}), { code: 'ERR_CONNECTION_INVALID' })
  })
})

describe('damage', () => {
  it('of one character never gives a usable key with another modulus', () => {
    const publicKey = ims.inspectKey(key.pem).publicKeyPem
    for (let i = 0; i < key.pem.length; i++) {
      const character = key.pem[i] === 'A' ? 'B' : 'A'
      for (const text of [
        key.pem.slice(0, i) + key.pem.slice(i + 1),
        key.pem.slice(0, i) + character + key.pem.slice(i + 1),
      ]) {
        const report = ims.inspectKey(text)
        if (report.usable) assert.equal(report.publicKeyPem, publicKey)
        else assert.equal(report.issues.length, 1)
      }
    }
  })

  it('puts no part of a key into any text that comes out', () => {
    const planted = key.pem.split('\n').slice(1, -2)
    for (const damage of Object.values(damages)) {
      const text = damage(key.pem).slice(0, -60)
      const said = JSON.stringify([ims.inspectKey(text).issues, ims.validate(connection({ privateKey: text })).issues])
      for (const line of planted) assert.ok(!said.includes(line.slice(0, 20)))
    }
  })
})
