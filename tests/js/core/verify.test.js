// verify and decode: claims, keys, and that the core and JSON.parse agree on what a JWT may hold.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { load } from 'imskit'
import { makeCertificate, makeKey } from '../../support/openssl.js'

/** @type {import('imskit').Ims} */
let ims
const { pem: privateKey, file } = makeKey(2048)
const publicKey = createPublicKey(privateKey)
const spki = /** @type {string} */ (publicKey.export({ format: 'pem', type: 'spki' }))
before(async () => {
  ims = await load()
})

/** @param {string | Uint8Array} bytes */
const encode = (bytes) => Buffer.from(bytes).toString('base64url')
const header = encode('{"alg":"RS256"}')
/** A JWT of any header and payload, signed by OpenSSL. @param {string | Uint8Array} payload @param {string} [head] */
function jwtOf(payload, head = header) {
  const input = `${head}.${encode(payload)}`
  return `${input}.${signBytes('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}
/** @param {() => unknown} call @returns {string | undefined} the code of the error */
function codeOf(call) {
  try {
    call()
  } catch (thrown) {
    const error = /** @type {import('imskit').ImsError} */ (thrown)
    return error.code ?? error.message
  }
  return undefined
}

describe('verify', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const seconds = now.getTime() / 1000
  /** @param {object} payload @param {import('imskit').VerifyOptions} [options] */
  const check = (payload, options) =>
    codeOf(() => ims.verify(jwtOf(JSON.stringify(payload)), spki, { now, ...options }))

  it('checks exp and nbf by the second, with the tolerance that you give', () => {
    assert.equal(check({}), undefined)
    assert.equal(check({ exp: seconds + 1 }), undefined)
    assert.equal(check({ exp: seconds }), 'ERR_JWT_EXPIRED')
    assert.equal(check({ exp: seconds - 9 }, { clockTolerance: 10 }), undefined)
    assert.equal(check({ exp: seconds - 10 }, { clockTolerance: 10 }), 'ERR_JWT_EXPIRED')
    assert.equal(check({ exp: seconds - 1e6 }, { ignoreExpiration: true }), undefined)
    assert.equal(check({ nbf: seconds }), undefined)
    assert.equal(check({ nbf: seconds + 1 }), 'ERR_JWT_NOT_YET_VALID')
    assert.equal(check({ nbf: seconds + 10 }, { clockTolerance: 10 }), undefined)
    assert.equal(check({ nbf: seconds + 1 }, { ignoreExpiration: true }), 'ERR_JWT_NOT_YET_VALID')
    for (const wrong of ['1', null, true, [], {}]) {
      assert.equal(check({ exp: wrong }), 'ERR_JWT_CLAIM')
      assert.equal(check({ nbf: wrong }), 'ERR_JWT_CLAIM')
    }
  })

  it('uses the clock if no time is given', () => {
    const clock = Math.floor(Date.now() / 1000)
    assert.equal(
      codeOf(() => ims.verify(jwtOf(`{"exp":${clock + 60}}`), spki)),
      undefined,
    )
    assert.equal(
      codeOf(() => ims.verify(jwtOf(`{"exp":${clock - 60}}`), spki)),
      'ERR_JWT_EXPIRED',
    )
  })

  it('checks iss and aud if you say what they must be', () => {
    assert.equal(check({ iss: 'a' }, { issuer: 'a' }), undefined)
    assert.equal(check({ iss: 'a' }, { issuer: ['b', 'a'] }), undefined)
    assert.equal(check({ aud: 'a' }, { audience: 'a' }), undefined)
    assert.equal(check({ aud: ['x', 'a'] }, { audience: ['b', 'a'] }), undefined)
    for (const iss of [undefined, 'A', 'ab', ['a'], 5, null]) {
      assert.equal(check({ iss }, { issuer: 'a' }), 'ERR_JWT_CLAIM')
    }
    for (const aud of [undefined, 'A', [], ['x'], 5, null, {}]) {
      assert.equal(check({ aud }, { audience: 'a' }), 'ERR_JWT_CLAIM')
    }
  })

  it('refuses unknown and wrong options', () => {
    const jwt = jwtOf('{}')
    const wrong = /** @type {any[]} */ ([
      [{ issuers: 'a' }, 'options has no option issuers. Did you mean issuer?'],
      [{ issuer: '' }, 'options.issuer must be a non-empty string, or an array of them'],
      [{ audience: [] }, 'options.audience must be a non-empty string, or an array of them'],
      [{ clockTolerance: -1 }, 'options.clockTolerance must be a number from 0 to 86400'],
      [{ now: 5 }, 'options.now must be a valid Date'],
    ])
    for (const [options, message] of wrong) {
      assert.throws(() => ims.verify(jwt, spki, options), new TypeError(message))
    }
    assert.throws(() => ims.verify(jwt, /** @type {any} */ (5)), new TypeError('key must be a PEM text or a JWK'))
  })

  it('takes PEM, a certificate, and a public JWK as an object, as JSON and in a set', () => {
    const jwk = publicKey.export({ format: 'jwk' })
    const pkcs1 = /** @type {string} */ (publicKey.export({ format: 'pem', type: 'pkcs1' }))
    const set = { keys: [{ ...jwk, kid: 'a', alg: 'RS256', use: 'sig' }] }
    for (const key of [spki, pkcs1, makeCertificate(file), jwk, JSON.stringify(jwk), set]) {
      assert.deepEqual(ims.verify(jwtOf('{"a":1}'), key).payload, { a: 1 })
    }
    const other = createPublicKey(makeKey(2048).pem).export({ format: 'jwk' })
    assert.equal(
      codeOf(() => ims.verify(jwtOf('{}'), other)),
      'ERR_JWT_SIGNATURE',
    )
  })

  it('refuses private keys and broken JWKs', () => {
    const jwk = publicKey.export({ format: 'jwk' })
    const keys = [
      privateKey,
      createPrivateKey(privateKey).export({ format: 'jwk' }),
      { ...jwk, n: undefined },
      { ...jwk, e: 'AA' },
      { ...jwk, e: '!' },
      { ...jwk, n: 'AQAB' },
      { ...jwk, n: 'A'.repeat(5000) },
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      { keys: [] },
    ]
    for (const key of keys) {
      const error = /** @type {any} */ (
        (() => {
          try {
            ims.verify(jwtOf('{}'), /** @type {any} */ (key))
          } catch (thrown) {
            return thrown
          }
          return undefined
        })()
      )
      assert.equal(error?.code, 'ERR_KEY_INVALID', JSON.stringify(key))
      assert.ok(error.issues[0].hint, error.message)
    }
  })
})

describe('the JSON of a JWT', () => {
  /** @param {Uint8Array | string} bytes of the payload @returns {unknown} */
  function parse(bytes) {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes))
    const value = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object')
    return value
  }
  /** Requires what JSON.parse gives, or ERR_JWT_MALFORMED. @param {Uint8Array | string} bytes */
  function compare(bytes) {
    /** @type {unknown} */
    let expected
    try {
      expected = parse(bytes)
    } catch {
      expected = undefined
    }
    for (const [jwt, part] of /** @type {const} */ ([
      [jwtOf(bytes), 'payload'],
      [jwtOf('{}', encode(bytes)), 'header'],
    ])) {
      let decoded
      try {
        decoded = ims.decode(jwt)[part]
      } catch (error) {
        assert.equal(
          /** @type {import('imskit').ImsError} */ (error).code,
          'ERR_JWT_MALFORMED',
          `${error}: ${Buffer.from(bytes)}`,
        )
        continue
      }
      assert.deepEqual(decoded, expected, Buffer.from(bytes).toString())
    }
    return expected !== undefined && codeOf(() => ims.decode(jwtOf(bytes))) === undefined
  }

  it('is accepted or rejected as JSON.parse does, in cases where they could differ', () => {
    const refused = [
      '\ufeff{}',
      '{}\ufeff',
      '\ufeff',
      '{}\0',
      '{}\0{',
      '\0{}',
      '{"a":"\0"}',
      '{"a":"\u0001"}',
      '{"a":"\n"}',
      '{"a":1,}',
      '{,}',
      "{'a':1}",
      '{a:1}',
      '{"a":01}',
      '{"a":+1}',
      '{"a":.5}',
      '{"a":1.}',
      '{"a":1e}',
      '{"a":NaN}',
      '{"a":Infinity}',
      '{"a":"\\x41"}',
      '{"a":"\\u12"}',
      '{}//',
      '/**/{}',
      '{}{}',
      '\u00a0{}',
      '\u2028{}',
      '\v{}',
      '[]',
      'null',
      '"a"',
      '',
      ' ',
      Uint8Array.of(0x7b, 0x7d, 0xff),
      Uint8Array.from([...Buffer.from('{"a":"'), 0xc0, 0x80, ...Buffer.from('"}')]),
      Uint8Array.from([...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
      Uint8Array.from([...Buffer.from('{"a":"'), 0xf4, 0x90, 0x80, 0x80, ...Buffer.from('"}')]),
      Uint8Array.from([...Buffer.from('{"a":"'), 0xe2, 0x82, ...Buffer.from('"}')]),
    ]
    for (const bytes of refused) assert.equal(compare(bytes), false, String(bytes))
    const accepted = [
      '{}',
      ' \t\r\n{} \t\r\n',
      '{"a":1,"a":2}',
      '{"__proto__":1}',
      '{"":""}',
      '{"a":1e999}',
      '{"a":-0}',
      '{"a":1E+2}',
      '{"a":123456789012345678901234567890}',
      '{"a":0.1e-400}',
      '{"a":"\\u0000\\ud83d\\ude00"}',
      '{"a":"\u007f\u2028\u2029"}',
      `{"a":${'['.repeat(100)}${']'.repeat(100)}}`,
    ]
    for (const bytes of accepted) assert.equal(compare(bytes), true, String(bytes))
    // Stricter than JSON.parse, and so refused.
    for (const bytes of ['{"a":"\\ud800"}', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`]) compare(bytes)
  })

  it('is accepted or rejected as JSON.parse does, for random bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom(...'{}[]",:\\ \t\n\0\ufeff', '\\u', '\\ud800', '1e9', '-', '0', 'null', 'true', '"a":', '//'),
      fc.string({ maxLength: 3, unit: 'binary' }),
      fc.json(),
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => void compare(`{${pieces.join('')}}`)))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => void compare(bytes)))
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        (value) => void compare(JSON.stringify(value)),
      ),
    )
  })

  it('is returned unchanged, with its members in order', () => {
    const payload = '{"z":1, "a":[1.50,{"b":"\\u00e9"}],"2":true,"1":null}'
    assert.equal(JSON.stringify(ims.decode(jwtOf(payload)).payload), JSON.stringify(JSON.parse(payload)))
  })
})
