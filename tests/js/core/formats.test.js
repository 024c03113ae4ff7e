// Unusual forms of a key, each as a program writes it, are read as the same key.
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { makeKey, openssl } from '../../support/openssl.js'

const key = makeKey(2048)
const jwk = createPrivateKey(key.pem).export({ format: 'jwk' })
const pkcs8 = createPrivateKey(key.pem).export({ type: 'pkcs8', format: 'der' })
const bytesOf = (name) => Buffer.from(String(jwk[name]), 'base64url')
const numbers = Object.fromEntries(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => [name, bytesOf(name)]))
const options = { now: new Date(0) }

/** @type {import('imskit').Ims} */
let ims
let expected
before(async () => {
  ims = await load()
  expected = ims.signJwt(connection({ privateKey: key.pem }), options)
})

const sign = (privateKey, passphrase) =>
  ims.signJwt(connection({ privateKey, ...(passphrase && { passphrase }) }), options)
const codesOf = (given, more) => ims.inspectKey(given, more).issues.map(({ code }) => code)

/** @param {number} tag @param {...Buffer} contents */
function tlv(tag, ...contents) {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const integer = (bytes) => tlv(2, bytes[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes)
const zero = Buffer.alloc(1)
const pem = (label, der) =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
/** PKCS#1 with some numbers replaced. */
const pkcs1 = (changed) =>
  pem('RSA PRIVATE KEY', tlv(0x30, integer(zero), ...Object.values({ ...numbers, ...changed }).map(integer)))
const toBytes = (number) => {
  const hex = number.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
const toNumber = (bytes) => BigInt(`0x${bytes.toString('hex')}`)

const xml = (names) => {
  const tags = { n: 'Modulus', e: 'Exponent', p: 'P', q: 'Q', dp: 'DP', dq: 'DQ', qi: 'InverseQ', d: 'D' }
  const elements = names.map((name) => `<${tags[name]}>${numbers[name].toString('base64')}</${tags[name]}>`)
  return `<RSAKeyValue>${elements.join('')}</RSAKeyValue>`
}

describe('.NET XML', () => {
  it('is read, on one line or indented', () => {
    const text = xml(['n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'd'])
    assert.equal(sign(text), expected)
    assert.equal(sign(`<?xml version="1.0"?>\n${text.replaceAll('><', '>\n  <')}\n`), expected)
    assert.equal(ims.inspectKey(text).format, 'XML')
  })

  it('without private numbers is a public key', () => {
    assert.deepEqual(codesOf(xml(['n', 'e'])), ['public_key'])
    assert.deepEqual(codesOf(xml(['d'])), ['corrupt_key'])
  })
})

describe('JWK', () => {
  const { kty, n, e } = jwk
  it('is read next to its public key', () => {
    assert.equal(sign(JSON.stringify({ keys: [{ kty, n, e }, jwk] })), expected)
    assert.equal(sign(JSON.stringify({ keys: [jwk, { kty, n, e }] })), expected)
  })

  it('is reported as several keys if a set has two', () => {
    assert.deepEqual(codesOf(JSON.stringify({ keys: [jwk, jwk] })), ['several_keys'])
  })

  it('is read with base64 instead of base64url, and with padding', () => {
    const standard = Object.fromEntries(
      Object.entries(jwk).map(([name, value]) => [name, numbers[name]?.toString('base64') ?? value]),
    )
    assert.equal(sign(JSON.stringify(standard)), expected)
  })

  it('is read in quotes', () => {
    assert.equal(sign(JSON.stringify(JSON.stringify(jwk))), expected)
  })
})

describe('PKCS#1', () => {
  it('with zero primes or zero CRT values is completed', () => {
    assert.equal(sign(pkcs1({ dp: zero, dq: zero, qi: zero })), expected)
    assert.equal(sign(pkcs1({ p: zero, q: zero, dp: zero, dq: zero, qi: zero })), expected)
  })

  it('with a private exponent that is not reduced is read', () => {
    const [n, d, p, q] = ['n', 'd', 'p', 'q'].map((name) => toNumber(numbers[name]))
    assert.equal(sign(pkcs1({ d: toBytes(d + 3n * (p - 1n) * (q - 1n)) })), expected)
    assert.ok(d < n)
  })
})

describe('PKCS#8', () => {
  // PrivateKeyInfo: SEQUENCE { version, SEQUENCE { OID, NULL }, OCTET STRING }
  const [version, octets] = [pkcs8.subarray(4, 7), pkcs8.subarray(22)]
  const rsa = pkcs8.subarray(7, 22)

  it('of version 2, with the public key after it, is read', () => {
    const spki = tlv(0x81, zero, tlv(0x30, integer(numbers.n), integer(numbers.e)))
    assert.equal(sign(pem('PRIVATE KEY', tlv(0x30, Buffer.from([2, 1, 1]), rsa, octets, spki))), expected)
  })

  it('with X.500’s OID of RSA is read', () => {
    const x500 = tlv(0x30, tlv(6, Buffer.from([0x55, 8, 1, 1])), Buffer.from([5, 0]))
    assert.equal(sign(pem('PRIVATE KEY', tlv(0x30, version, x500, octets))), expected)
  })

  it('in BER with indefinite lengths, in one piece or several, is read', () => {
    const end = Buffer.alloc(2)
    const indefinite = (tag, ...contents) => Buffer.concat([Buffer.from([tag, 0x80]), ...contents, end])
    const inner = octets.subarray(4)
    const pieces = [inner.subarray(0, 500), inner.subarray(500)].map((piece) => tlv(4, piece))
    for (const content of [octets, indefinite(0x24, ...pieces), tlv(0x24, ...pieces)]) {
      const ber = indefinite(0x30, version, rsa, content)
      assert.equal(sign(pem('PRIVATE KEY', ber)), expected)
      assert.ok(ims.inspectKey(new Uint8Array(ber)).usable)
      assert.deepEqual(ims.inspectKey(pem('PRIVATE KEY', ber)).repairs, ['indefinite_length'])
    }
  })

  it('in bytes that were read as Latin-1 is read', () => {
    assert.equal(sign(pkcs8.toString('latin1')), expected)
    assert.ok(ims.inspectKey(pkcs8.toString('latin1')).repairs.includes('latin1'))
  })

  it('encrypted by PBE-SHA1-2DES, as Bouncy Castle does, is read', () => {
    const encrypted = openssl('pkcs8', '-topk8', '-v1', 'PBE-SHA1-2DES', '-in', key.file, '-passout', 'pass:two keys')
    assert.equal(sign(encrypted.toString(), 'two keys'), expected)
    assert.deepEqual(codesOf(encrypted.toString(), { passphrase: 'three keys' }), ['wrong_passphrase'])
  })
})
