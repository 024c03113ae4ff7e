// imskit inspect-key, and the other commands with keys as people paste them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { load } from 'imskit'
import { imskit, startServe } from '../../support/cli.js'
import { makeConnection } from '../../support/connections.js'
import { damages } from '../../support/damaged-keys.js'
import { makeKey, openssl } from '../../support/keys.js'
import { onTerminal } from '../../support/terminal.js'

const key = makeKey()
const { folder: cwd } = key
const passphrase = 'planted-Passphrase'
const wrong = 'mistaken-Passphrase'
const lines = key.privateKey.split('\n').slice(1, -2)
const spki = createHash('sha256')
  .update(openssl(['pkey', '-in', key.privateKeyFile, '-pubout', '-outform', 'DER']))
  .digest('hex')
const certificate = new X509Certificate(key.certificate)

/** @param {string} name @param {string | Buffer} content */
function write(name, content) {
  writeFileSync(join(cwd, name), content)
  return name
}

/** Encrypted in PBES2, by OpenSSL. */
const encrypted = openssl(['pkcs8', '-topk8', '-v2', 'aes256', '-passout', `pass:${passphrase}`], key.privateKey)
write('encrypted.key', encrypted)
write('passphrase', `${passphrase}\n`)
write('wrong', wrong)
write('other.crt', makeKey().certificate)

/** Runs inspect-key, and looks for secrets in what it prints. @param {...string} args */
async function inspect(...args) {
  const result = await imskit(['inspect-key', ...args], { cwd })
  assertSecretless(result.stdout + result.stderr)
  return result
}

/** @param {string} text */
function assertSecretless(text) {
  for (const secret of [passphrase, wrong, ...lines, ...encrypted.toString().split('\n').slice(1, -2)]) {
    assert.ok(!text.includes(secret.slice(0, 20)), 'a secret was printed')
  }
}

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})
/** @param {string} code */
const repair = (code) => ims.tables.repairs.find((rule) => rule.code === code)?.message ?? assert.fail(code)

describe('imskit inspect-key', () => {
  it('describes a good key, and says how to see the certificate’s fingerprint', async () => {
    const { code, stdout, stderr } = await inspect('private.key')
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /✓ private\.key: usable\n.*RSA, 2048 bits, PKCS#8, not encrypted/)
    assert.ok(stdout.includes(spki))
    const command = /openssl x509 -in certificate_pub\.crt -noout -fingerprint -sha1/.exec(stdout)?.[0] ?? assert.fail()
    const { stdout: printed } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8' })
    assert.ok(printed.trim().endsWith(certificate.fingerprint))
  })

  it('compares it with its certificate', async () => {
    const own = await inspect('private.key', '--certificate', 'certificate_pub.crt')
    assert.equal(own.code, 0)
    assert.match(own.stdout, /certificate +belongs to the key/)
    assert.match(own.stdout, /expires +\d{4}-\d\d-\d\dT\S+Z \(in 1 d 23 h\)/)
    assert.ok(own.stdout.includes(certificate.fingerprint.replaceAll(':', '').toLowerCase()))
    assert.doesNotMatch(own.stdout, /openssl x509/)

    const other = await inspect('private.key', '--certificate', 'other.crt', '--write', 'never.key')
    assert.equal(other.code, 1)
    assert.match(other.stdout, /✗[\s\S]*certificate +does not belong[\s\S]*config\.zip[\s\S]*Nothing was written/)
    assert.equal(existsSync(join(cwd, 'never.key')), false)
  })

  it('compares it with the certificates that the Developer Console lists', async () => {
    const listing = (name, sha1, expires) =>
      write(name, JSON.stringify({ API_KEY: 'a', PUBLIC_KEYS_WITH_EXPIRY: { [sha1]: expires } }))
    const sha1 = certificate.fingerprint.replaceAll(':', '').toLowerCase()
    listing('console.json', sha1, '12/31/2099')
    listing('expired.json', sha1, '03/01/2026')
    listing('elsewhere.json', '0'.repeat(40), '12/31/2099')

    const own = await inspect('private.key', '--certificate', 'certificate_pub.crt', '--credentials', 'console.json')
    assert.equal(own.code, 0)
    assert.doesNotMatch(own.stdout, /warning/)
    const other = await inspect(
      'private.key',
      '--certificate',
      'certificate_pub.crt',
      '--credentials',
      'elsewhere.json',
    )
    assert.match(other.stdout, /warning +certificate +The credential’s file does not list this certificate/)
    assert.match((await inspect('private.key', '--credentials', 'expired.json')).stdout, /expired on 2026-03-01/)
    const unknown = await inspect('private.key', '--credentials', 'console.json')
    assert.match(unknown.stdout, /until 2099-12-31[\s\S]*openssl x509 -in certificate_pub\.crt/)

    write('none.json', '{"API_KEY":"a","ORG_ID":"b"}')
    const none = await inspect('private.key', '--credentials', 'none.json')
    assert.equal(none.code, 2)
    assert.match(none.stderr, /none\.json lists no certificates/)
  })

  it('reads binary keys and certificates, and text in UTF-16', async () => {
    write('key.der', openssl(['pkey', '-in', key.privateKeyFile, '-outform', 'DER']))
    write('certificate.der', openssl(['x509', '-in', key.certificateFile, '-outform', 'DER']))
    write('utf16.key', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(key.privateKey, 'utf16le')]))
    write('key.p12', openssl(['pkcs12', '-export', '-inkey', key.privateKeyFile, '-nocerts', '-passout', 'pass:x']))
    const binary = await inspect('key.der', '--certificate', 'certificate.der')
    assert.match(binary.stdout, /usable[\s\S]*binary \(DER\)[\s\S]*belongs to the key/)
    assert.match((await inspect('utf16.key')).stdout, /usable[\s\S]*UTF-16/)
    const container = await inspect('key.p12')
    assert.equal(container.code, 1)
    assert.match(container.stdout, /PKCS#12 container[\s\S]*openssl pkcs12 -in/)
    const { privateKey, ...connection } = makeConnection(key, 'https://ims-na1.adobelogin.com')
    write('binary.json', JSON.stringify({ ...connection, privateKeyFile: 'key.der' }))
    assert.equal((await imskit(['validate', 'binary.json'], { cwd })).code, 0)
  })

  it('says in words what it repaired', async () => {
    write('damaged.key', JSON.stringify(`\ufeff${key.privateKey.replaceAll(/^/gm, '  ')}`))
    const { repairs } = (await inspect('damaged.key', '--json')).json()
    assert.ok(repairs.length >= 2, repairs.join())
    const { code, stdout } = await inspect('damaged.key')
    assert.equal(code, 0)
    for (const one of repairs) assert.ok(stdout.includes(repair(one)), one)
    assert.ok(stdout.includes(spki))
  })

  it('says what is wrong and how to fix it', async () => {
    write('cut.key', key.privateKey.slice(0, 400))
    for (const [file, expected] of /** @type {const} */ ([
      ['certificate_pub.crt', 'certificate'],
      ['cut.key', 'truncated'],
      ['public.pem', 'public_key'],
    ])) {
      const { code, stdout } = await inspect(file)
      assert.equal(code, 1)
      const { usable, issues } = (await inspect(file, '--json')).json()
      assert.deepEqual([usable, issues.map((/** @type {any} */ issue) => issue.code)], [false, [expected]])
      assert.match(stdout, new RegExp(`✗ ${file}: not usable`))
      for (const text of [issues[0].message, issues[0].hint]) assert.ok(stdout.includes(text), text)
      assert.doesNotMatch(stdout, /openssl x509/)
    }
  })

  it('prints JSON', async () => {
    const { code, json } = await inspect('private.key', '--certificate', 'certificate_pub.crt', '--json')
    assert.equal(code, 0)
    assert.deepEqual(json(), {
      file: 'private.key',
      ...{ usable: true, format: 'PKCS#8', algorithm: 'RSA', bits: 2048, encrypted: false, repairs: [], issues: [] },
      publicKeyPem: key.publicKey,
      fingerprints: {
        spkiSha256: spki,
        certificateSha1: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
      },
      certificateExpires: new Date(certificate.validTo).toISOString(),
      matchesCertificate: true,
      written: null,
    })
  })

  it('says which file cannot be read', async () => {
    const missing = await inspect('nowhere.key')
    assert.deepEqual([missing.code, missing.stdout], [1, ''])
    assert.match(missing.stderr, /nowhere\.key does not exist/)
    assert.match((await inspect('private.key', '--certificate', 'nowhere.crt')).stderr, /nowhere\.crt does not exist/)
    assert.match((await inspect('private.key', '--passphrase-file', 'nowhere')).stderr, /nowhere does not exist/)
  })
})

describe('an encrypted key', () => {
  it('is opened with the passphrase of a file', async () => {
    const { code, stdout } = await inspect('encrypted.key', '--passphrase-file', 'passphrase')
    assert.equal(code, 0)
    assert.match(stdout, /PKCS#8, encrypted/)
    assert.ok(stdout.includes(spki))
  })

  it('needs its passphrase, and the right one', async () => {
    const without = await inspect('encrypted.key', '--certificate', 'certificate_pub.crt')
    assert.equal(without.code, 1)
    assert.match(without.stdout, /certificate +not compared[\s\S]*passphrase is missing[\s\S]*--passphrase-file/)
    const mistaken = await inspect('encrypted.key', '--passphrase-file', 'wrong', '--write', 'never.key')
    assert.equal(mistaken.code, 1)
    assert.match(mistaken.stdout, /Wrong passphrase/)
    assert.equal(existsSync(join(cwd, 'never.key')), false)
  })

  /** On a terminal, which breaks lines. @param {string} args @param {string} passphrase */
  async function runOnTerminal(args, passphrase) {
    const { output, code } = await onTerminal(args, {
      cwd,
      typed: [[/Passphrase of the private key: /, `${passphrase}\n`]],
    })
    assertSecretless(output)
    return { stdout: output.replaceAll(/\s+/g, ' '), code }
  }

  it('has its passphrase asked for on a terminal, without showing it', async () => {
    const right = await runOnTerminal('inspect-key encrypted.key', passphrase)
    assert.equal(right.code, 0)
    assert.match(right.stdout, /Passphrase of the private key: [\s\S]*: usable/)
    const mistaken = await runOnTerminal('inspect-key encrypted.key', wrong)
    assert.equal(mistaken.code, 1)
    assert.match(mistaken.stdout, /Wrong passphrase/)
  })

  it('is accepted by the other commands however it was pasted, and its passphrase is asked for', async () => {
    write('pasted.json', JSON.stringify(makeConnection({ privateKey: encrypted.toString() }, 'https://ims.test')))
    const oneLine = damages['literal \\n']?.(encrypted.toString()) ?? assert.fail()
    write('one-line.json', JSON.stringify(makeConnection({ privateKey: oneLine }, 'https://ims.test')))
    for (const file of ['pasted.json', 'one-line.json']) {
      const { code, stderr } = await imskit(['jwt', file], { cwd })
      assert.equal(code, 2)
      assert.match(stderr, /--passphrase-file/)
      const signed = await imskit(['jwt', file, '--passphrase-file', 'passphrase'], { cwd })
      assert.equal(signed.code, 0, signed.stderr)
      assert.equal(ims.verify(signed.stdout.trim(), key.publicKey).header.alg, 'RS256')
      assertSecretless(stderr + signed.stdout + signed.stderr)
    }
    assert.match((await runOnTerminal('jwt one-line.json', passphrase)).stdout, /private key: [\s\S]*eyJ/)
  })
})

describe('--write', () => {
  it('writes a file that OpenSSL reads as the same key, readable by its owner only', async () => {
    const sources = { damaged: damages['literal \\n']?.(key.privateKey), encrypted: damages.quotes?.(`${encrypted}`) }
    for (const [name, pem] of Object.entries(sources)) {
      write(`${name}.txt`, pem ?? assert.fail())
      const target = join(cwd, `${name}-mended.key`)
      const args = [`${name}.txt`, '--passphrase-file', 'passphrase', '--write', `${name}-mended.key`]
      const { code, stdout } = await inspect(...args)
      assert.equal(code, 0)
      assert.match(stdout, new RegExp(`Written, unencrypted: ${name}-mended\\.key`))
      assert.equal(statSync(target).mode & 0o777, 0o600)
      assert.equal(readFileSync(target, 'utf8'), openssl(['pkcs8', '-topk8', '-nocrypt'], key.privateKey).toString())
      assert.match(openssl(['pkey', '-in', target, '-check', '-noout']).toString(), /is valid/)
      assert.equal(openssl(['pkey', '-in', target, '-pubout']).toString(), key.publicKey)
    }
  })

  it('names the file in JSON', async () => {
    const { code, json } = await inspect('private.key', '--write', 'json.key', '--json')
    assert.deepEqual([code, json().written], [0, 'json.key'])
    assert.equal(readFileSync(join(cwd, 'json.key'), 'utf8'), key.privateKey)
  })

  it('overwrites nothing, and leaves nothing behind if it cannot write', async () => {
    const names = readdirSync(cwd).sort()
    for (const target of ['private.key', 'public.pem', '.']) {
      const { code, stdout, stderr } = await inspect('private.key', '--write', target)
      assert.deepEqual([code, stdout], [2, ''])
      assert.ok(stderr.includes(`${target} already exists`), stderr)
    }
    assert.equal(readFileSync(key.privateKeyFile, 'utf8'), key.privateKey)
    assert.equal(readFileSync(key.publicKeyFile, 'utf8'), key.publicKey)
    const nowhere = await inspect('private.key', '--write', 'no/such/folder.key')
    assert.deepEqual([nowhere.code, nowhere.stdout], [2, ''])
    assert.match(nowhere.stderr, /folder\.key cannot be written: its folder does not exist/)
    assert.deepEqual(readdirSync(cwd).sort(), names)
  })

  it('leaves nothing half-written if the disk is full', () => {
    const cli = fileURLToPath(new URL('../../../js/cli.js', import.meta.url))
    // A limit of one block, of 512 or 1024 bytes, on what a process may write stands for the full disk.
    const line = `ulimit -f 1; trap '' XFSZ; exec '${process.execPath}' '${cli}' inspect-key private.key --write full.key`
    const { status, stderr } = spawnSync('sh', ['-c', line], { cwd, encoding: 'utf8' })
    assert.equal(status, 2, stderr)
    assert.match(stderr, /full\.key cannot be written \(EFBIG\)/)
    assert.equal(existsSync(join(cwd, 'full.key')), false)
  })
})

describe('imskit serve --sandbox', () => {
  it('accepts connections with damaged or encrypted keys', async () => {
    const names = { damaged: damages['one line']?.(key.privateKey), encrypted: damages.CRLF?.(`${encrypted}`) }
    const connections = Object.entries(names).map(([name, privateKey]) => {
      return makeConnection({ privateKey: privateKey ?? assert.fail() }, 'https://ims.test', { name, passphrase })
    })
    write('serve.json', JSON.stringify(connections))
    const server = await startServe(['serve.json', '--sandbox', '--port', '0'], { cwd })
    try {
      const imsExchange = `${server.sandboxUrl}/ims/exchange/jwt`
      for (const connection of connections) {
        write('one.json', JSON.stringify({ ...connection, imsHost: server.sandboxUrl, imsExchange }))
        const { code, stderr } = await imskit(['token', 'one.json'], { cwd })
        assert.equal(code, 0, stderr)
      }
    } finally {
      await server.stop()
    }
  })
})
