// The package as its users call it.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { ImsError, load } from 'imskit'
import { compactVerify, importSPKI } from 'jose'
import { connection } from '../../support/connection.js'
import { makeCertificate, makeKey, signature } from '../../support/openssl.js'

/** @type {import('imskit').Ims} */
let ims
let key
before(async () => {
  ims = await load()
  key = makeKey(2048)
})

const codes = (result) => result.issues.map(({ field, code }) => `${field}:${code}`)

describe('load', () => {
  it('returns the same core every time', async () => assert.equal(await load(), ims))

  it('takes a module, bytes or a URL', async () => {
    const bytes = readFileSync(new URL(import.meta.resolve('imskit/core.wasm')))
    const url = `data:application/wasm;base64,${bytes.toString('base64')}`
    for (const wasm of [new WebAssembly.Module(bytes), new Uint8Array(bytes), url, new URL(url)]) {
      assert.equal((await load({ wasm })).nameKey(' A '), 'a')
    }
    await assert.rejects(load({ wasm: new Uint8Array(8) }), (/** @type {any} */ error) => {
      assert.equal(error.code, 'ERR_WASM_UNAVAILABLE')
      assert.match(error.hint, /128-bit vectors.*wasm-unsafe-eval/)
      return true
    })
    const wrong = /** @type {any} */ (5)
    await assert.rejects(load({ wasm: wrong }), {
      name: 'TypeError',
      message: /^options\.wasm must be a WebAssembly\.Module/,
    })
  })

  it('says what cannot be fetched', async () => {
    await assert.rejects(load({ wasm: 'http://127.0.0.1:9/core.wasm' }), { code: 'ERR_WASM_UNAVAILABLE' })
    for (const wasm of ['core.wasm', 'file:///core.wasm'])
      await assert.rejects(load({ wasm }), { code: 'ERR_WASM_UNAVAILABLE', message: /file path/, hint: /readFile/ })
  })
})

describe('validate', () => {
  it('returns the normalized connection', () => {
    const result = ims.validate(connection({ name: ' A ', imsHost: 'IMS-NA1.adobelogin.com/', privateKey: key.pem }))
    assert.deepEqual(result.issues, [])
    assert.equal(result.valid, true)
    assert.equal(result.connection.name, 'A')
    assert.equal(result.connection.imsHost, 'https://ims-na1.adobelogin.com')
    assert.equal(result.connection.type, 'Adobe Analytics Mass Ingestion')
    assert.deepEqual(ims.validate(result.connection).connection, result.connection)
  })

  it('gives issues with all that a console needs', () => {
    const { issues } = ims.validate(connection({ name: 'a#', privateKey: key.pem }))
    assert.deepEqual(issues, [
      {
        field: 'name',
        code: 'invalid_character',
        severity: 'error',
        message: 'Connection Name contains “#” at position 2, which isn’t allowed.',
        hint: 'Use only the letters A to Z, digits, spaces and _ . + -',
        params: { character: '“#”', position: 2 },
      },
    ])
  })

  it('counts code points, not UTF-16 units', () => {
    const of = (description) => codes(ims.validate({ description }, { fields: ['description'] }))
    assert.deepEqual(of('😀'.repeat(255)), [])
    assert.deepEqual(of('😀'.repeat(256)), ['description:too_long'])
    assert.deepEqual(of('a\ud800b'), ['description:invalid_character'])
  })

  it('never throws: any value in any field gives an issue', () => {
    const cyclic = {}
    cyclic.self = cyclic
    const hostile = {
      toJSON: () => {
        throw new Error('called')
      },
    }
    const values = [
      null,
      0,
      NaN,
      1n,
      true,
      [],
      [1],
      {},
      cyclic,
      hostile,
      Symbol('x'),
      () => {},
      new Date(NaN),
      new Proxy({}, {}),
    ]
    for (const { name } of ims.tables.fields) {
      for (const value of values) {
        const result = ims.validate(/** @type {any} */ ({ [name]: value }), { fields: [name] })
        assert.deepEqual(codes(result), [`${name}:invalid_type`])
      }
    }
  })

  it('survives NULs, lone surrogates, __proto__ and megabytes in every field', () => {
    const large = 'x'.repeat(10_000_000)
    for (const { name } of ims.tables.fields) {
      for (const value of ['\0', `a\udc00b`, large]) {
        assert.equal(ims.validate({ [name]: value }, { fields: [name] }).valid, false, `${name} ${value.length}`)
      }
    }
    assert.equal(ims.validate({ 'a\ud800': 1 }, {}).valid, false)
    assert.equal(ims.validate({ name: 'A' }, { takenNames: ['\ud800'], fields: ['name'] }).valid, true)
    const own = JSON.parse('{"__proto__":{"name":"x"},"constructor":1}')
    assert.deepEqual(codes(ims.validate(own)).slice(-2), ['__proto__:unknown_field', 'constructor:unknown_field'])
  })

  it('names the nearest field of an unknown one', () => {
    const { issues } = ims.validate({ ...connection({ privateKey: key.pem }), clientID: 'x' })
    assert.equal(issues[0].hint, 'Did you mean clientId?')
    assert.equal(issues[0].severity, 'warning')
  })

  it('names the wrong argument in a TypeError', () => {
    for (const wrong of [null, 5, 'x', []]) {
      assert.throws(() => ims.validate(/** @type {any} */ (wrong)), new TypeError('connection must be an object'))
    }
    const missing = new TypeError('connection is missing; it must be an object')
    assert.throws(() => ims.validate(/** @type {any} */ (undefined)), missing)
    assert.throws(() => ims.validate({}, { takenNames: /** @type {any} */ ('a') }), {
      name: 'TypeError',
      message: 'context.takenNames must be an array of strings',
    })
  })

  it('refuses unknown options everywhere and names the nearest known one', async () => {
    const { pem } = makeKey(2048)
    const sample = connection({ privateKey: pem })
    /** @type {[run: (options: any) => unknown, misspelled: string, known: string, place?: string][]} */
    const calls = [
      [(options) => ims.validate(sample, options), 'takenName', 'takenNames', 'context'],
      [(options) => ims.schema.with(options), 'feilds', 'fields', 'context'],
      [(options) => ims.claims(sample, options), 'metascopes', 'metaScopes'],
      [(options) => ims.signJwt(sample, options), 'lifetime', 'lifetimeSeconds'],
      [(options) => ims.sign({ payload: {}, privateKey: pem, ...options }), 'headers', 'header'],
      [(options) => ims.inspectKey(pem, options), 'certficate', 'certificate'],
      [(options) => ims.toPkcs8(pem, options), 'passPhrase', 'passphrase'],
    ]
    for (const [run, misspelled, known, place = 'options'] of calls) {
      const message = `${place} has no option ${misspelled}. Did you mean ${known}?`
      assert.throws(() => run({ [misspelled]: undefined }), new TypeError(message))
    }
    const message = 'options has no option Now. Did you mean now?'
    await assert.rejects(ims.importCredentials('', /** @type {any} */ ({ Now: 1 })), new TypeError(message))
  })
})

describe('signJwt', () => {
  for (const bits of [2048, 3072, 4096]) {
    it(`equals OpenSSL byte for byte with ${bits} bits`, () => {
      const { file, pem } = makeKey(bits)
      for (let i = 0; i < 5; i++) {
        const jwt = ims.signJwt(connection({ privateKey: pem }), { now: new Date(i * 86400_000), jti: String(i) })
        const [header, payload, mine] = jwt.split('.')
        assert.equal(mine, signature(`${header}.${payload}`, file).toString('base64url'))
      }
    })
  }

  it('signs what claims() previews, with the documented header', () => {
    const given = connection({ privateKey: key.pem })
    const options = {
      now: new Date(1_000_000),
      metaScopes: ['ent_a', 'ent_b'],
      lifetimeSeconds: 60,
      jti: '7',
      issuedAt: true,
    }
    const { header, payload } = ims.decode(ims.signJwt(given, options))
    assert.deepEqual(header, { alg: 'RS256', typ: 'JWT' })
    assert.deepEqual(payload, ims.claims(given, options))
    assert.deepEqual(Object.entries(payload), [
      ['exp', 1060],
      ['iss', given.organizationId],
      ['sub', given.technicalAccountId],
      ['aud', `https://ims-na1.adobelogin.com/c/${given.clientId}`],
      ['https://ims-na1.adobelogin.com/s/ent_a', true],
      ['https://ims-na1.adobelogin.com/s/ent_b', true],
      ['iat', 1000],
      ['jti', '7'],
    ])
  })

  it('verifies with jose', async () => {
    const jwt = ims.signJwt(connection({ privateKey: key.pem }))
    const spki = createPublicKey(key.pem).export({ type: 'spki', format: 'pem' }).toString()
    assert.equal(ims.inspectKey(key.pem).publicKeyPem, spki)
    await compactVerify(jwt, await importSPKI(spki, 'RS256'))
  })

  it('reports all missing fields at once, and only those that it uses', () => {
    assert.throws(
      () => ims.signJwt({}),
      (error) => {
        assert.ok(error instanceof ImsError)
        assert.equal(error.code, 'ERR_CONNECTION_INVALID')
        assert.deepEqual(codes(error), [
          'clientId:required',
          'technicalAccountId:required',
          'organizationId:required',
          'privateKey:required',
        ])
        assert.equal(error.field, 'clientId')
        return true
      },
    )
  })

  it('limits its options', () => {
    const of = (options) => () => ims.claims(connection({}), options)
    assert.throws(of({ lifetimeSeconds: 0 }), TypeError)
    assert.throws(of({ lifetimeSeconds: 86401 }), TypeError)
    assert.throws(of({ lifetimeSeconds: 1.5 }), TypeError)
    assert.throws(of({ now: new Date(NaN) }), new TypeError('options.now must be a valid Date'))
    assert.throws(of({ metaScopes: 'ent_a' }), new TypeError('options.metaScopes must be an array of strings'))
    assert.throws(of({ metaScopes: ['a b'] }), { code: 'ERR_CONNECTION_INVALID', field: 'metaScopes' })
  })
})

describe('sign, verify, decode', () => {
  it('keeps the order of the caller’s members and signs exactly those bytes', () => {
    const jws = ims.sign({ payload: { z: 1, a: 'é' }, header: { kid: 'k', alg: 'RS256' }, privateKey: key.pem })
    const [header, payload] = jws.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    assert.equal(header, '{"kid":"k","alg":"RS256"}')
    assert.equal(payload, '{"z":1,"a":"é"}')
    const plain = ims.sign({ payload: Buffer.from('not JSON at all'), header: { kid: 'k' }, privateKey: key.pem })
    assert.equal(Buffer.from(plain.split('.')[0], 'base64url').toString(), '{"alg":"RS256","kid":"k"}')
  })

  it('verifies with a public key or a certificate, and nothing else', () => {
    const jws = ims.sign({ payload: { a: 1 }, privateKey: key.pem })
    const certificate = makeCertificate(key.file)
    assert.deepEqual(ims.verify(jws, certificate), { header: { alg: 'RS256', typ: 'JWT' }, payload: { a: 1 } })
    assert.throws(() => ims.verify(jws, makeCertificate(makeKey(2048).file)), { code: 'ERR_JWT_SIGNATURE' })
    assert.throws(() => ims.verify(jws, 'x'), { code: 'ERR_KEY_INVALID' })
    assert.throws(() => ims.verify('x', certificate), { code: 'ERR_JWT_MALFORMED' })
    assert.throws(() => ims.verify(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`, certificate), {
      code: 'ERR_JWT_ALGORITHM',
    })
  })

  it('refuses to sign another algorithm, b64 or crit', () => {
    const of = (header) => () => ims.sign({ payload: {}, header, privateKey: key.pem })
    assert.throws(of({ alg: 'PS256' }), { code: 'ERR_JWT_ALGORITHM' })
    assert.throws(of({ alg: 'RS256', b64: false }), { code: 'ERR_JWT_CRITICAL' })
    assert.throws(of({ crit: ['exp'] }), { code: 'ERR_JWT_CRITICAL' })
    assert.throws(() => ims.sign({ payload: {}, privateKey: 'x' }), { code: 'ERR_KEY_INVALID', field: 'privateKey' })
    assert.throws(() => ims.sign({ payload: /** @type {any} */ (5), privateKey: key.pem }), TypeError)
  })

  it('agrees with RFC 7515 appendix A.2', () => {
    const vector = JSON.parse(readFileSync(new URL('../../vectors/rfc7515-a2.json', import.meta.url), 'utf8'))
    const publicKey = createPublicKey({ key: vector.jwk, format: 'jwk' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const jwk = createPrivateKey({ key: vector.jwk, format: 'jwk' })
    const privateKey = jwk.export({ type: 'pkcs1', format: 'pem' }).toString()
    assert.deepEqual(ims.verify(vector.jws, pem, { ignoreExpiration: true }).payload, {
      iss: 'joe',
      exp: 1300819380,
      'http://example.com/is_root': true,
    })
    const header = JSON.parse(Buffer.from(vector.jws.split('.')[0], 'base64url').toString())
    const payload = Buffer.from(vector.jws.split('.')[1], 'base64url')
    assert.equal(ims.sign({ header, payload, privateKey }), vector.jws)
  })

  it('agrees with RFC 7520 section 4.1, whose payload is not JSON, with the JWK as is', () => {
    const { jwk, jws } = JSON.parse(readFileSync(new URL('../../vectors/rfc7520-4.1.json', import.meta.url), 'utf8'))
    const header = JSON.parse(Buffer.from(jws.split('.')[0], 'base64url').toString())
    const payload = Buffer.from(jws.split('.')[1], 'base64url')
    assert.equal(ims.sign({ header, payload, privateKey: JSON.stringify(jwk) }), jws)
  })

  it('decodes without checking', () => {
    const { header, payload, signature } = ims.decode('eyJhbGciOiJub25lIn0.eyJhIjoxLjV9.AQID')
    assert.deepEqual([header, payload, [...signature]], [{ alg: 'none' }, { a: 1.5 }, [1, 2, 3]])
    for (const bad of ['', 'a.b', 'e30.e30.!', 'W10.e30.', `${'e30.'.repeat(9)}e30`]) {
      assert.throws(() => ims.decode(bad), { code: 'ERR_JWT_MALFORMED' })
    }
    assert.throws(() => ims.decode(/** @type {any} */ (null)), new TypeError('jwt must be a string'))
  })
})

describe('inspectKey', () => {
  it('reports public facts only', () => {
    const report = ims.inspectKey(key.pem)
    assert.deepEqual([report.usable, report.format, report.algorithm, report.bits], [true, 'PKCS#8', 'RSA', 2048])
    assert.match(report.fingerprints.spkiSha256 ?? '', /^[0-9a-f]{64}$/)
  })

  it('never throws on a bad key', () => {
    for (const bad of ['', 'x', '\0', '-----BEGIN PRIVATE KEY-----', key.pem.slice(0, 500), 'x'.repeat(1 << 20)]) {
      const report = ims.inspectKey(bad)
      assert.equal(report.usable, false)
      assert.equal(report.issues.length, 1)
    }
  })
})

describe('nameKey', () => {
  it('returns the key for a UNIQUE index', () => {
    assert.equal(ims.nameKey('  My Name '), 'my name')
    assert.throws(() => ims.nameKey(/** @type {any} */ (5)), new TypeError('name must be a string'))
  })
})
