// What hostile input costs: memory of the core for ten megabytes, work for keys that ask for too much of it, and what is
// answered when memory runs out.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { instances, memoryOf } from '../../support/instances.js'

const wasm = readFileSync('dist/core.wasm')
const keyFile = (/** @type {string} */ name) => readFileSync(`tests/vectors/keys/${name}`, 'utf8')
const megabyte = 1 << 20

/** A core of its own: memory that has grown stays so. @param {Uint8Array<ArrayBuffer>} [bytes] */
const fresh = (bytes = wasm) => load({ wasm: bytes })

describe('ten megabytes', () => {
  const size = 10 * megabyte
  const pastes = {
    letters: 'x'.repeat(size),
    'keys, one after the other': keyFile('rsa2048.pkcs8.pem').repeat(6200),
    'base64 without an end': `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(size)}`,
    brackets: '['.repeat(size),
    'a long list in JSON': `{"organizationId":[${'1,'.repeat(size / 2)}1]}`,
    'a long text in JSON': `{"organizationId":"${'x'.repeat(size)}"}`,
    'line ends in writing': '\\n'.repeat(size / 2),
    'line ends': '\n'.repeat(size),
    'lines with a value': 'A=b\n'.repeat(size / 4),
    umlauts: 'ä'.repeat(size / 2),
  }
  /** @type {[what: string, call: (ims: import('imskit').Ims, text: string) => unknown][]} */
  const calls = [
    ['a key', (ims, text) => ims.inspectKey(text)],
    ['the private key of a connection', (ims, text) => ims.validate({ privateKey: text })],
    ['a credential file', (ims, text) => ims.importCredentials(text)],
    ['a public key', (ims, text) => assert.throws(() => ims.verify('a.b.c', text))],
    ['a JWT', (ims, text) => assert.throws(() => ims.decode(text), { code: 'ERR_JWT_MALFORMED' })],
  ]
  for (const [what, call] of calls) {
    it(`as ${what} take at most 40 MB`, async () => {
      for (const [name, text] of Object.entries(pastes)) {
        const ims = await fresh()
        await call(ims, text)
        const used = memoryOf(/** @type {WebAssembly.Instance} */ (instances.at(-1))).byteLength / megabyte
        assert.ok(used <= 40, `${name}: ${used} MB`)
      }
    })
  }

  // It is read from JSON, and given back in JSON.
  it('as another field take at most 120 MB', async () => {
    for (const text of [pastes.letters, pastes['line ends']]) {
      const ims = await fresh()
      assert.equal(ims.validate({ description: text }).connection.description, text)
      assert.ok(memoryOf(/** @type {WebAssembly.Instance} */ (instances.at(-1))).byteLength <= 120 * megabyte)
    }
  })
})

describe('a key that is expensive to read', () => {
  /** @type {import('imskit').Ims} */
  let ims
  before(async () => {
    ims = await fresh()
  })

  const pem = (/** @type {Buffer} */ der, label = 'PRIVATE KEY') =>
    `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`
  const tlv = (/** @type {number} */ tag, /** @type {Buffer[]} */ ...parts) => {
    const content = Buffer.concat(parts)
    const { length } = content
    const head = length < 0x80 ? [length] : [0x82, length >> 8, length & 255]
    return Buffer.concat([Buffer.from([tag, ...head]), content])
  }
  const oid = (/** @type {string} */ hex) => tlv(0x06, Buffer.from(hex, 'hex'))
  const code = (/** @type {string} */ key) => ims.inspectKey(key, { passphrase: 'test' }).issues[0]?.code

  it('is refused if it needs 2^31 rounds of hashing', () => {
    // EncryptedPrivateKeyInfo with PBES2: PBKDF2 and AES-256-CBC (RFC 8018 appendix A.4).
    const encrypted = (/** @type {number[]} */ rounds) => {
      const derivation = tlv(
        0x30,
        oid('2a864886f70d01050c'),
        tlv(0x30, tlv(0x04, Buffer.alloc(8)), tlv(0x02, Buffer.from(rounds))),
      )
      const cipher = tlv(0x30, oid('60864801650304012a'), tlv(0x04, Buffer.alloc(16)))
      const algorithm = tlv(0x30, oid('2a864886f70d01050d'), tlv(0x30, derivation, cipher))
      return pem(tlv(0x30, algorithm, tlv(0x04, Buffer.alloc(64))), 'ENCRYPTED PRIVATE KEY')
    }
    assert.equal(code(encrypted([0x08, 0x00])), 'wrong_passphrase') // 2048
    const numbers = {
      'a million and one': [0x0f, 0x42, 0x41],
      '2^31 - 1': [0x7f, 0xff, 0xff, 0xff],
      '2^31': [0x00, 0x80, 0x00, 0x00, 0x00],
      '2^48': [0x01, 0, 0, 0, 0, 0, 0],
    }
    for (const [name, rounds] of Object.entries(numbers))
      assert.equal(code(encrypted(rounds)), 'too_many_iterations', name)
    for (const rounds of [[0x80, 0, 0, 0], [0], [], Array(8).fill(1)])
      assert.equal(code(encrypted(rounds)), 'corrupt_key')
  })

  it('is refused or rebuilt if it is nested ten thousand deep or claims a wrong length', () => {
    let nested = Buffer.alloc(0)
    for (let depth = 0; depth < 10_000; depth++) nested = tlv(0x30, nested)
    assert.equal(code(pem(nested)), 'corrupt_key')
    // Lengths of four bytes that say 2^32 - 1, in every place of a key where there is one. What is left may be enough.
    const der = Buffer.from(keyFile('rsa2048.pkcs8.pem').replaceAll(/-----.*-----|\s/g, ''), 'base64')
    for (const at of [0, 4, 7, 22, 26, 30, 33]) {
      const bomb = Buffer.concat([
        der.subarray(0, at + 1),
        Buffer.from([0x84, 0xff, 0xff, 0xff, 0xff]),
        der.subarray(at + 2),
      ])
      assert.match(
        String(code(pem(bomb))),
        /^(truncated|corrupt_key|unsupported_key|multi_prime|rebuilt_key|passphrase_not_needed)$/,
        `at ${at}`,
      )
    }
  })
})

describe('a core that runs out of memory', () => {
  /** The core with a highest number of pages of 64 KB: a number of three bytes in the memory section. @param {number} pages */
  function limited(pages) {
    const bytes = Uint8Array.from(wasm)
    const unlimited = Buffer.from([0x05, 0x06, 0x01, 0x01, 0x08, 0x80, 0x80, 0x02]) // from 8 pages to 32768
    const at = Buffer.from(bytes).indexOf(unlimited)
    assert.ok(at > 0 && Buffer.from(bytes).lastIndexOf(unlimited) === at, 'the memory section is another one')
    bytes.set([pages | 0x80, 0x80, 0x00], at + 5)
    return bytes
  }

  it('returns the right result or fails, and keeps working', async () => {
    const { error } = console
    console.error = () => {} // the glue tells of it
    try {
      const key = keyFile('rsa2048.pkcs8.pem')
      const [unlimited, starved] = [await fresh(), await fresh(limited(9))]
      let failed = 0
      for (let size = 1000; size < 600_000; size += 4999) {
        const text = 'x'.repeat(size)
        /** @type {((ims: import('imskit').Ims) => unknown)[]} */
        const calls = [
          (ims) => ims.sign({ payload: { text }, privateKey: key }),
          (ims) => ims.validate({ description: text, privateKey: key }),
          (ims) => ims.importCredentials(JSON.stringify({ organizationId: text, privateKey: key })),
        ]
        for (const call of calls) {
          try {
            assert.deepEqual(await call(starved), await call(unlimited))
          } catch (error) {
            assert.equal(/** @type {{ code?: string }} */ (error).code, 'ERR_CORE_FAILED')
            failed++
          }
        }
        assert.equal(starved.nameKey('A'), 'a')
      }
      assert.ok(failed > 100, `${failed} calls failed`)
    } finally {
      console.error = error
    }
  })
})
