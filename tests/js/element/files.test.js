// Files that people drop on the form: what they fill in, and what is said of those that fill in nothing.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import * as zipjs from '@zip.js/zip.js'
import fc from 'fast-check'
import { load } from 'imskit'
import { build } from 'vite'
import { limits } from '../../../js/element/files/limits.js'
import { readFiles } from '../../../js/element/files/read.js'
import { refusals } from '../../../js/element/files/refusals.js'
import { makeKey, openssl } from '../../support/keys.js'
import { makeZip, zeros } from '../../support/zips.js'

/** Bytes with brotli, some 5 % above what they are: what the form loads at once, and what it loads when it meets a zip. */
const most = { reader: 4_400, zip: 20_600 }

const root = new URL('../../../', import.meta.url)
const vector = (name) => readFileSync(new URL(`tests/vectors/keys/${name}`, root))
const file = (name, content) => new File([content], name)
const zipFile = (entries, lies) => file('config.zip', makeZip(entries, lies))

const made = makeKey()
const other = makeKey()
const { privateKey, certificate } = made
const der = (...args) => openssl([...args, '-outform', 'DER'])
const keyEntry = { name: 'private.key', content: privateKey }
const certificateEntry = { name: 'certificate_pub.crt', content: certificate }

const console_ = {
  CLIENT_SECRET: 'p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123',
  ORG_ID: '0123456789ABCDEF01234567@AdobeOrg',
  API_KEY: '0123456789abcdef0123456789abcdef',
  TECHNICAL_ACCOUNT_ID: '0123456789ABCDEF01234567@techacct.adobe.com',
  PUBLIC_KEYS_WITH_EXPIRY: { '0123456789ABCDEF0123456789ABCDEF01234567': '03/01/2031' },
}
const consoleFields = {
  clientId: console_.API_KEY,
  clientSecret: console_.CLIENT_SECRET,
  organizationId: console_.ORG_ID,
  technicalAccountId: console_.TECHNICAL_ACCOUNT_ID,
}
const consoleFile = file('console.json', JSON.stringify(console_, null, 2))

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

/** The codes of this file that a test has met. */
const met = new Set()

/** Reads, and looks at what holds for any file. */
async function read(files, options) {
  const result = await readFiles(ims, files, options)
  for (const { code, message, hint } of result.refused) {
    met.add(code)
    assert.match(message, /^[A-Z].*\.$/)
    assert.ok(hint && !/[{}]/.test(message + hint), message)
  }
  const told = JSON.stringify([result.taken, result.refused])
  for (const secret of [privateKey, other.privateKey].map((pem) => pem.slice(100, 160)).concat(console_.CLIENT_SECRET))
    assert.ok(!told.includes(JSON.stringify(secret).slice(1, -1)), 'a secret is told')
  return result
}
const takenOf = ({ taken }) => taken.map(({ file, what }) => [file, what])
const refusedOf = ({ refused }) => refused.map(({ file, code }) => [file, code])

/** Asserts that the files fill in nothing, and why. */
async function refuses(files, expected) {
  const result = await read(files)
  assert.deepEqual([result.patch, result.taken, refusedOf(result)], [{}, [], expected])
  return result.refused
}

describe('files that fill in the form', () => {
  it('a JSON of the Developer Console, with what it lacks', async () => {
    const result = await read([consoleFile])
    assert.deepEqual(result.patch, consoleFields)
    assert.deepEqual(result.certificates, [{ sha1: '0123456789abcdef0123456789abcdef01234567', expires: '2031-03-01' }])
    const [{ file, what, source, issues }] = result.taken
    assert.deepEqual([file, what, source], ['console.json', 'credentials', 'console-jwt'])
    assert.deepEqual(
      issues.map(({ code, field }) => [code, field]),
      [['not_in_file', 'privateKey']],
    )
  })

  it('a key that lost its end and was rebuilt, with a warning', async () => {
    const result = await read([file('private.key', privateKey.slice(0, 800))])
    assert.deepEqual(takenOf(result), [['private.key', 'private-key']])
    assert.deepEqual(
      result.taken[0].issues.map(({ code, severity }) => [code, severity]),
      [['rebuilt_key', 'warning']],
    )
  })

  it('a private key and its certificate, as they are', async () => {
    const windows = privateKey.replaceAll('\n', '\r\n')
    const result = await read([file('private.key', windows), file('certificate_pub.crt', certificate)])
    assert.deepEqual(result.patch, { privateKey: windows, certificate })
    const [key, crt] = result.taken
    assert.deepEqual([key.what, key.report?.bits, key.report?.repairs], ['private-key', 2048, ['line_ends']])
    assert.equal(crt.what, 'certificate')
    assert.ok(Number(crt.report?.certificateExpires) > Date.now())
    assert.equal(ims.inspectKey(privateKey, { certificate }).matchesCertificate, true)
  })

  it('a config.zip with both, in a folder, next to files that macOS and Windows add', async () => {
    const names = ['config/', '__MACOSX/config/._private.key', 'config/.DS_Store', 'config/Thumbs.db', '._x']
    const entries = [keyEntry, certificateEntry].map((entry) => ({ ...entry, name: `config/${entry.name}` }))
    const result = await read([zipFile([...names.map((name) => ({ name })), ...entries])])
    assert.deepEqual(result.patch, { privateKey, certificate })
    assert.deepEqual(takenOf(result), [
      ['config.zip › config/private.key', 'private-key'],
      ['config.zip › config/certificate_pub.crt', 'certificate'],
    ])
    assert.deepEqual(result.refused, [])
  })

  it('a zip, whatever it is called, with the JSON of the Console as well', async () => {
    const zip = makeZip([keyEntry, certificateEntry, { name: 'console.json', content: JSON.stringify(console_) }])
    const result = await read([file('download', zip)])
    assert.deepEqual(result.patch, { ...consoleFields, privateKey, certificate })
    assert.deepEqual(result.refused, [])
  })

  it('zips as another program writes them: streamed, stored, zip64', async () => {
    for (const options of [{}, { level: 0 }, { zip64: true }, { zip64: true, dataDescriptor: true }]) {
      const result = await read([file('config.zip', await writeZip({ 'private.key': privateKey }, options))])
      assert.deepEqual(result.patch, { privateKey }, JSON.stringify(options))
    }
  })

  it('a zip with a name that is not UTF-8', async () => {
    const name = Buffer.from('cl\x82.key', 'latin1')
    const result = await read([zipFile([{ name, content: privateKey }])])
    assert.deepEqual(takenOf(result), [['config.zip › clé.key', 'private-key']])
  })

  it('keys and certificates in DER', async () => {
    const encrypted = der('pkcs8', '-topk8', '-in', made.privateKeyFile, '-passout', 'pass:open sesame')
    const plain = await read([file('key.der', der('pkcs8', '-topk8', '-nocrypt', '-in', made.privateKeyFile))])
    assert.equal(plain.patch.privateKey, privateKey)
    const closed = await read([file('key.der', encrypted)])
    assert.deepEqual([closed.taken[0].issues[0].code, closed.taken[0].report?.encrypted], ['passphrase_required', true])
    const opened = ims.inspectKey(String(closed.patch.privateKey), { passphrase: 'open sesame' })
    assert.deepEqual([opened.usable, opened.encrypted], [true, true])
    const crt = await read([file('crt.der', der('x509', '-in', made.certificateFile))])
    assert.equal(ims.inspectKey(privateKey, crt.patch).matchesCertificate, true)
  })

  it('an encrypted key, with the passphrase or without', async () => {
    const args = ['pkey', '-in', made.privateKeyFile, '-aes256', '-passout', 'pass:open sesame']
    const encrypted = openssl(args).toString()
    for (const [passphrase, codes] of [
      [undefined, ['passphrase_required']],
      ['open', ['wrong_passphrase']],
      ['open sesame', []],
    ]) {
      const { patch, taken } = await read([file('private.key', encrypted)], { passphrase })
      assert.deepEqual([patch, taken[0].issues.map(({ code }) => code)], [{ privateKey: encrypted }, codes])
    }
  })

  it('text in UTF-16, in UTF-8 with a mark, and in Windows-1252', async () => {
    const json = JSON.stringify(console_)
    const big = Buffer.from(`\ufeff${json}`, 'utf16le').swap16()
    for (const content of [Buffer.from(`\ufeff${json}`, 'utf16le'), big, `\ufeff${json}`])
      assert.deepEqual((await read([file('console.json', content)])).patch, consoleFields)
    const lines = Buffer.from(`# Schl\xfcssel\nAPI_KEY=${console_.API_KEY}\n`, 'latin1')
    assert.deepEqual((await read([file('.env', lines)])).patch, { clientId: console_.API_KEY })
    const marked = await read([file('private.key', Buffer.from(`\ufeff${privateKey}`, 'utf16le'))])
    assert.deepEqual(marked.patch, { privateKey })
  })

  it('a connection of imskit, and an array with one', async () => {
    const connection = { name: 'Nightly', organizationId: console_.ORG_ID, runtimeEnvironment: 'Agent' }
    for (const json of [connection, [connection]]) {
      const { patch, taken } = await read([file('connection.json', JSON.stringify(json))])
      assert.deepEqual([patch, taken[0].what], [connection, 'connection'])
    }
  })

  it('a key as a JSON Web Key, and as a JSON text', async () => {
    for (const text of [vector('rsa2048.jwk.json').toString(), JSON.stringify(privateKey)]) {
      const { patch, taken } = await read([file('key.json', text)])
      assert.deepEqual([patch, taken[0].what], [{ privateKey: text }, 'private-key'])
    }
  })

  it('the usable ones among others', async () => {
    const result = await read([consoleFile, file('notes.txt', 'remember the milk'), zipFile([keyEntry])])
    assert.deepEqual(result.patch, { ...consoleFields, privateKey })
    assert.deepEqual(refusedOf(result), [['notes.txt', 'unknown_file']])
  })

  it('the same file given twice', async () => {
    const result = await read([zipFile([keyEntry]), file('key.pem', privateKey.replaceAll('\n', '\r\n')), consoleFile])
    assert.equal(result.taken.length, 3)
    assert.deepEqual(result.refused, [])
  })
})

describe('files that contradict one another', () => {
  it('two keys: none is taken, the rest is', async () => {
    const keys = [keyEntry, { name: 'old/private.key', content: other.privateKey }]
    const result = await read([zipFile([...keys, certificateEntry])])
    assert.deepEqual(result.patch, { certificate })
    const { message, hint } = ims.tables.issues.find(({ code }) => code === 'several_keys') ?? assert.fail()
    assert.deepEqual(
      result.refused,
      ['private.key', 'old/private.key'].map((name) => ({
        file: `config.zip › ${name}`,
        code: 'several_keys',
        message,
        hint,
      })),
    )
  })

  it('two certificates, two credentials', async () => {
    const certificates = [file('a.crt', certificate), file('b.crt', other.certificate)]
    const crt = await read([...certificates, file('private.key', privateKey)])
    assert.deepEqual(crt.patch, { privateKey })
    assert.deepEqual(refusedOf(crt), [
      ['a.crt', 'several_certificates'],
      ['b.crt', 'several_certificates'],
    ])
    const another = file('other.json', JSON.stringify({ ...console_, API_KEY: 'f'.repeat(32) }))
    const json = await refuses(
      [consoleFile, another],
      ['console.json', 'other.json'].map((name) => [name, 'several_credential_files']),
    )
    assert.equal(json.length, 2)
  })

  it('a credential file keeps its own key before another one', async () => {
    const full = { ...console_, orgId: console_.ORG_ID, privateKey }
    const result = await read([file('config.json', JSON.stringify(full)), file('private.key', other.privateKey)])
    assert.equal(result.patch.privateKey, privateKey)
    assert.deepEqual(refusedOf(result), [['private.key', 'several_keys']])
  })
})

describe('files that are something else', () => {
  const connectionOf = (/** @type {string} */ name) => ({ ...consoleFields, name, clientId: name.repeat(32) })
  const zipped = makeZip([keyEntry])
  const google = { type: 'service_account', client_id: '1', private_key: privateKey, token_uri: 'https://x.example' }
  const refused = {
    'an empty file': ['', 'empty'],
    'a picture': [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'image'],
    'a photo': [Buffer.from('ffd8ffe000104a4649460001', 'hex'), 'image'],
    'a PDF': ['%PDF-1.7\n%\xe2\xe3', 'document'],
    'a Word file': [makeZip([{ name: '[Content_Types].xml', content: '<Types/>' }]), 'document'],
    'an OpenDocument text': [makeZip([{ name: 'mimetype', content: 'application/vnd.oasis', method: 0 }]), 'document'],
    'an old Word file': [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'document'],
    'a web page': ['<!DOCTYPE html><title>Sign in</title>', 'downloaded_page'],
    'a gzip': [gzipSync(privateKey), 'other_archive'],
    'a JSON of npm': [readFileSync(new URL('package.json', root)), 'other_product'],
    'a JSON of Google with a key in it': [JSON.stringify(google, null, 2), 'other_product'],
    'a JSON that breaks off': [JSON.stringify(console_).slice(0, -20), 'syntax_error'],
    'two connections': [JSON.stringify([connectionOf('a'), connectionOf('b')]), 'several_connections'],
    'a list of numbers': ['[1, 2, 3]', 'placeholder'],
    'a text': ['remember the milk', 'unknown_file'],
    'a large text': ['remember the milk\n'.repeat(50_000), 'unknown_file'],
    'a program': [readFileSync(process.execPath).subarray(0, 500_000), 'unknown_file'],
    'a PKCS#12 container': [Buffer.from(vector('pkcs12.base64').toString(), 'base64'), 'pkcs12'],
    'a key of PuTTY': ['PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n', 'putty_key'],
    'a key of OpenSSH': [vector('openssh.pem'), 'openssh_key'],
    'an EC key': [vector('ec.pkcs8.pem'), 'ec_key'],
    'a small key': [vector('rsa1024.pkcs8.pem'), 'key_too_small'],
    'a key that breaks off': [privateKey.slice(0, 300), 'truncated'],
    'two keys': [privateKey + other.privateKey, 'several_keys'],
    'a public key': [made.publicKey, 'public_key'],
    'a certificate request': [vector('rsa2048.request.pem'), 'certificate_request'],
    'a certificate that breaks off': [
      `${certificate.slice(0, 300)}\n-----END CERTIFICATE-----\n`,
      'invalid_certificate',
    ],
    'a zip that breaks off': [zipped.subarray(0, -10), 'damaged_zip'],
    'half a zip': [zipped.subarray(0, zipped.length / 2), 'damaged_zip'],
    'a zip without entries': [makeZip([]), 'empty_zip'],
    'a zip of rubbish': [makeZip([{ name: '.DS_Store', content: 'x' }, { name: 'folder/' }]), 'empty_zip'],
    'a zip of very many': [makeZip(Array(10_000).fill({ name: 'a', method: 0 })), 'too_many_entries'],
    'a zip that says to have more than it has': [makeZip([keyEntry], { count: 60_000 }), 'damaged_zip'],
  }
  for (const [name, [content, code]] of /** @type {[string, any[]][]} */ (Object.entries(refused))) {
    it(name, async () => void (await refuses([file('private.key', content)], [['private.key', code]])))
  }

  it('are named in words', async () => {
    const [image] = await refuses([file('private.key', refused['a picture'][0])], [['private.key', 'image']])
    assert.equal(image.message, 'This is a picture (PNG).')
    assert.deepEqual(image.params, { kind: 'PNG' })
    const [p12] = await refuses([file('a.p12', refused['a PKCS#12 container'][0])], [['a.p12', 'pkcs12']])
    assert.equal(p12.message, ims.tables.issues.find(({ code }) => code === 'pkcs12')?.message)
  })

  it('encrypted zips, of both kinds', async () => {
    for (const options of [{ zipCrypto: true }, { encryptionStrength: 3 }]) {
      const zip = await writeZip({ 'private.key': privateKey }, { password: 'secret', ...options })
      await refuses([file('config.zip', zip)], [['config.zip', 'encrypted_zip']])
    }
  })

  it('what is wrong with one entry of a zip', async () => {
    const entries = [
      { name: 'inner.zip', content: zipped },
      { name: 'changed.key', content: privateKey, crc: 1 },
      { name: 'lzma.key', content: privateKey, method: 14 },
      { name: 'empty.key' },
    ]
    const result = await read([zipFile([...entries, certificateEntry])])
    assert.deepEqual(result.patch, { certificate })
    assert.deepEqual(refusedOf(result), [
      ['config.zip › inner.zip', 'nested_zip'],
      ['config.zip › changed.key', 'damaged_zip'],
      ['config.zip › lzma.key', 'zip_unsupported'],
      ['config.zip › empty.key', 'empty'],
    ])
  })

  it('a folder, and a file that is gone', async () => {
    const folder = { name: 'config', size: 4096, arrayBuffer: async () => Promise.reject(new Error('NotFoundError')) }
    await refuses([folder], [['config', 'unreadable']])
  })

  it('a name with characters that change the text direction', async () => {
    const [{ file: shown }] = (await read([file(`\u202egpj.yek\n${'x'.repeat(999)}.key`, 'x')])).refused
    assert.match(shown, /^\ufffdgpj\.yek\ufffdx+…x+\.key$/)
    assert.equal([...shown].length, 100)
  })

  it('a zip if the module that opens it cannot be loaded', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'imskit-test-'))
    try {
      for (const folder of ['js', 'dist/core.js', 'dist/fused.js', 'dist/wasm.js', 'package.json'])
        cpSync(new URL(folder, root), join(copy, folder), { recursive: true })
      rmSync(join(copy, 'js/element/files/zip-library.js'))
      const cut = await import(pathToFileURL(join(copy, 'js/element/files/read.js')).href)
      const result = await cut.readFiles(ims, [zipFile([keyEntry]), consoleFile])
      assert.deepEqual(refusedOf(result), [['config.zip', 'zip_reader_missing']])
      assert.deepEqual(result.patch, consoleFields)
      met.add('zip_reader_missing')
    } finally {
      rmSync(copy, { recursive: true })
    }
  })
})

describe('files that are too much', () => {
  const unread = (name, size) => ({ name, size, arrayBuffer: () => assert.fail('it was read') })

  it('neither a large file nor very many files are read', async () => {
    const fiveMegabytes = unread('private.key', 5_000_000)
    const [{ message }] = await refuses([fiveMegabytes], [['private.key', 'file_too_large']])
    assert.equal(message, 'This file is larger than 1024 KB. No key or credential file is that large.')
    const zip = makeZip(Array(100_000).fill({ name: 'a', method: 0 }), { count: 0xffff })
    await refuses([unread('many.zip', zip.length)], [['many.zip', 'file_too_large']])
    await refuses(Array(limits.files + 1).fill(unread('a', 1)), [['a', 'too_many_files']])
  })

  it('a zip bomb is not unpacked, whatever size it claims', async () => {
    const megabytes = 1000
    const packed = zeros(megabytes)
    const honest = makeZip([{ name: 'private.key', packed, size: megabytes * 2 ** 20 }])
    assert.ok(honest.length < limits.fileKilobytes * 1024, 'it is small enough to be looked into')
    const before = process.resourceUsage().maxRSS
    const pieces = watchWriters()
    await refuses([file('bomb.zip', honest)], [['bomb.zip › private.key', 'zip_bomb']])
    for (const size of [0, 1700, 2 ** 20]) {
      const lying = makeZip([{ name: 'private.key', packed, size }])
      await refuses([file('bomb.zip', lying)], [['bomb.zip › private.key', 'damaged_zip']])
    }
    assert.ok(Math.max(...pieces()) <= 4096, 'a browser inflates a whole piece, a thousandfold')
    const growth = (process.resourceUsage().maxRSS - before) / 1024
    assert.ok(growth < megabytes / 4, `${growth} MB were taken`)
  })

  it('a zip of ten kilobytes whose hundred entries claim ten megabytes each', async () => {
    const one = { packed: zeros(10), size: 10 * 2 ** 20 }
    const entries = Array.from({ length: limits.entries }, (_, i) => ({ ...one, name: `${i}.key` }))
    const zip = makeZip(entries, { shared: true })
    assert.ok(zip.length < 20_000)
    const said = entries.map(({ name }) => [`bomb.zip › ${name}`, 'zip_bomb'])
    await refuses([file('bomb.zip', zip)], said)
  })

  it('entries that are small enough are unpacked until they are too much together', async () => {
    const content = Buffer.alloc(limits.fileKilobytes * 1024, ' ')
    const zip = zipFile(Array.from({ length: 9 }, (_, i) => ({ name: `${i}.key`, content })))
    const { refused } = await read([zip])
    const unpacked = limits.unpackedKilobytes / limits.fileKilobytes
    assert.deepEqual(
      refused.map(({ code }) => code),
      [...Array(unpacked).fill('unknown_file'), 'zip_bomb'],
    )
  })
})

describe('any file at all', () => {
  const good = makeZip([keyEntry, certificateEntry])
  const damage = fc.record({ from: fc.nat(good.length), gone: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) })
  const damaged = fc
    .array(damage, { minLength: 1, maxLength: 4 })
    .map((all) =>
      all.reduce(
        (bytes, { from, gone, put }) => Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + gone)]),
        good,
      ),
    )
  const beginnings = ['', 'PK\x03\x04', 'PK\x05\x06', '{"', '-----BEGIN ', '0\x82', '\xff\xfe', '[{"a":1}']
  const anything = fc
    .tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }))
    .map(([beginning, rest]) => Buffer.concat([Buffer.from(beginning, 'latin1'), rest]))

  it('is taken or refused, and never lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 4 }), async (contents) => {
        const { patch, taken, refused } = await read(contents.map((content, i) => file(`${i}`, content)))
        assert.equal(typeof patch, 'object')
        const told = new Set([...taken, ...refused].map((one) => one.file.split(' › ')[0]))
        assert.equal(told.size, contents.length)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the contents of a damaged zip, or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (zip) => {
        const { patch, taken, refused } = await read([file('config.zip', zip)])
        assert.ok(taken.length + refused.length > 0)
        if (patch.privateKey !== undefined) assert.equal(patch.privateKey, privateKey)
        if (patch.certificate !== undefined) assert.equal(patch.certificate, certificate)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the reader of files', () => {
  it('is small, and loads the zip library on demand', async () => {
    const rolldownOptions = {
      input: 'js/element/files/read.js',
      preserveEntrySignatures: /** @type {const} */ ('strict'),
      external: /\/core\.js$/,
    }
    const options = { write: false, minify: true, modulePreload: false, rolldownOptions }
    const built = await build({ configFile: false, logLevel: 'silent', build: options })
    const { output } = /** @type {{ output: any[] }} */ (built)
    const [reader, zip, ...more] = output.sort((a, b) => Number(b.isEntry) - Number(a.isEntry))
    assert.deepEqual([reader.dynamicImports, more], [[zip.fileName], []])
    const sizes = { reader: brotliCompressSync(reader.code).length, zip: brotliCompressSync(zip.code).length }
    for (const [name, size] of Object.entries(sizes)) assert.ok(size <= most[name], `${name}: ${size}`)
  })
})

after(() => {
  const known = refusals.map(({ code }) => code)
  assert.deepEqual(
    known.filter((code) => !met.has(code)),
    [],
    'refusals that no test has met',
  )
})

/** The sizes of what is written to streams, those to the inflater among them, until it is asked. */
function watchWriters() {
  const sizes = []
  const writers = WritableStreamDefaultWriter.prototype
  const { write } = writers
  writers.write = function (piece) {
    if (piece) sizes.push(piece.length)
    return write.call(this, piece)
  }
  return () => {
    writers.write = write
    return sizes
  }
}

/** A zip by a program of others. @param {Record<string, string>} files @param {object} options */
async function writeZip(files, options) {
  const writer = new zipjs.ZipWriter(new zipjs.Uint8ArrayWriter(), { useWebWorkers: false, ...options })
  for (const [name, content] of Object.entries(files)) await writer.add(name, new zipjs.TextReader(content))
  return writer.close()
}
