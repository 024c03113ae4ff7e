// The commands in the hints are run, as a person would, on files that the tools made. The key that comes out signs.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { folder, makeCertificate, makeKey, openssl, signature } from '../../support/openssl.js'

const key = makeKey(2048)
const passphrase = 'test'
const legacy = ['-provider', 'legacy', '-provider', 'default']
const file = (/** @type {string} */ name) => join(folder, name)

/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

/** The issue that imskit has with a file. @param {string} name @param {string} code */
function issueOf(name, code) {
  const { usable, issues } = ims.inspectKey(readFileSync(file(name)))
  assert.equal(usable, false)
  const issue = issues.find((one) => one.code === code)
  assert.ok(issue, `${code}, not ${issues.map((one) => one.code)}`)
  return issue
}

/** The commands of a hint, each on a line of its own. @param {import('imskit').Issue} issue */
function commandsOf({ hint = '' }) {
  const commands = hint.split('\n').slice(1)
  assert.ok(commands.length > 0 && commands.every((line) => /^[a-z0-9-]+ /.test(line)), hint)
  return commands
}

/**
 * Runs a command of a hint. What it would ask for is given as options.
 * @param {string} command @param {string[]} answers
 */
function run(command, answers = []) {
  const [program, ...args] = command.split(' ')
  execFileSync(/** @type {string} */ (program), [...args, ...answers], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** @param {string} name @param {string} passphrase */
function assertSigns(name, passphrase = '') {
  const jws = ims.sign({ payload: { a: 1 }, privateKey: readFileSync(file(name)), passphrase })
  const [header, payload, mine] = jws.split('.')
  assert.equal(mine, signature(`${header}.${payload}`, key.file).toString('base64url'))
}

/** @param {...string} args */
const convert = (...args) => openssl(...args, '-in', key.file, '-passout', `pass:${passphrase}`)

describe('the command for a key that is', () => {
  /** @type {Record<string, { code: string, make: () => Buffer }>} */
  const kinds = {
    'encrypted with RC2, 40 bits': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC2-40', ...legacy),
    },
    'encrypted with RC2, 128 bits': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC2-128', ...legacy),
    },
    'encrypted with RC4, 40 bits': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC4-40', ...legacy),
    },
    'encrypted with RC4, 128 bits': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC4-128', ...legacy),
    },
    'encrypted with DES and MD5': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v1', 'PBE-MD5-DES', ...legacy),
    },
    'encrypted with Camellia': {
      code: 'unsupported_encryption',
      make: () => convert('pkcs8', '-topk8', '-v2', 'camellia-256-cbc'),
    },
    'in PKCS#1, encrypted with DES': {
      code: 'unsupported_encryption',
      make: () => convert('rsa', '-traditional', '-des', ...legacy),
    },
    'in PKCS#1, encrypted with Camellia': {
      code: 'unsupported_encryption',
      make: () => convert('rsa', '-traditional', '-camellia128'),
    },
    'encrypted with scrypt': { code: 'scrypt', make: () => convert('pkcs8', '-topk8', '-scrypt') },
    'encrypted with too many iterations': {
      code: 'too_many_iterations',
      make: () => convert('pkcs8', '-topk8', '-v2', 'aes256', '-iter', '1000001'),
    },
  }
  for (const [name, { code, make }] of Object.entries(kinds)) {
    it(name, () => {
      writeFileSync(file('private.key'), make())
      rmSync(file('converted.key'), { force: true })
      for (const command of commandsOf(issueOf('private.key', code))) {
        run(command, ['-passin', `pass:${passphrase}`, '-passout', `pass:${passphrase}`])
      }
      assertSigns('converted.key', passphrase)
    })
  }

  it('encrypted, to remove the passphrase', () => {
    writeFileSync(file('private.key'), convert('pkcs8', '-topk8', '-v2', 'aes256'))
    for (const command of commandsOf(issueOf('private.key', 'passphrase_required'))) {
      run(command, ['-passin', `pass:${passphrase}`])
    }
    assertSigns('plain.key')
  })

  it('in OpenSSH’s format', () => {
    copyFileSync(key.file, file('COPY'))
    execFileSync('chmod', ['600', file('COPY')])
    execFileSync('ssh-keygen', ['-q', '-p', '-N', '', '-P', '', '-f', file('COPY')])
    for (const command of commandsOf(issueOf('COPY', 'openssh_key'))) run(command, ['-q', '-N', '', '-P', ''])
    assertSigns('COPY')
  })

  it('in PuTTY’s format', () => {
    writeFileSync(file('putty.pem'), openssl('rsa', '-traditional', '-in', key.file)) // it reads no PKCS#8
    execFileSync('chmod', ['600', file('putty.pem')])
    execFileSync('puttygen', [file('putty.pem'), '-O', 'private', '-o', file('KEY.ppk')])
    for (const command of commandsOf(issueOf('KEY.ppk', 'putty_key'))) run(command)
    assertSigns('private.key')
  })

  it('compressed with gzip', () => {
    copyFileSync(key.file, file('FILE'))
    execFileSync('gzip', ['-f', file('FILE')])
    for (const command of commandsOf(issueOf('FILE.gz', 'gzip'))) {
      execFileSync('sh', ['-c', `${command} > private.key`], { cwd: folder })
    }
    assertSigns('private.key')
  })

  it('encrypted by openssl enc', () => {
    const encryption = ['-aes-256-cbc', '-pbkdf2', '-a', '-pass', `pass:${passphrase}`]
    openssl('enc', ...encryption, '-in', key.file, '-out', 'FILE')
    for (const command of commandsOf(issueOf('FILE', 'encrypted_by_openssl'))) {
      run(command, ['-pass', `pass:${passphrase}`])
    }
    assertSigns('private.key')
  })
})

describe('the command for a PKCS#12 container', () => {
  const exportFile = (/** @type {string[]} */ ...more) => {
    writeFileSync(file('certificate.pem'), makeCertificate(key.file))
    rmSync(file('private.key'), { force: true })
    const args = ['-inkey', key.file, '-in', 'certificate.pem', '-passout', `pass:${passphrase}`, '-out', 'FILE.p12']
    openssl('pkcs12', '-export', ...args, ...more)
  }
  const answers = ['-passin', `pass:${passphrase}`]

  it('of OpenSSL 3', () => {
    exportFile()
    for (const command of commandsOf(issueOf('FILE.p12', 'pkcs12'))) run(command, answers)
    assertSigns('private.key')
  })

  it('of OpenSSL 1 (RC2 and 3DES), with -legacy, as the hint says', () => {
    exportFile('-legacy')
    const issue = issueOf('FILE.p12', 'pkcs12')
    assert.match(issue.hint ?? '', / -legacy\b/)
    for (const command of commandsOf(issue)) {
      assert.throws(() => run(command, answers), /unsupported/i)
      run(command, [...answers, '-legacy'])
    }
    assertSigns('private.key')
  })
})

it('the commands for a new key make a key and its certificate', () => {
  writeFileSync(file('ec.pem'), openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'))
  for (const command of commandsOf(issueOf('ec.pem', 'ec_key'))) run(command, ['-subj', '/CN=x'])
  assert.ok(existsSync(file('certificate_pub.crt')))
  const certificate = readFileSync(file('certificate_pub.crt'), 'utf8')
  const { usable, matchesCertificate } = ims.inspectKey(readFileSync(file('private.key')), { certificate })
  assert.deepEqual({ usable, matchesCertificate }, { usable: true, matchesCertificate: true })
})

it('the commands for a rebuilt key print the fingerprint that its warning shows', () => {
  const lines = key.pem.trim().split('\n')
  const [issue] = ims.inspectKey([...lines.slice(0, -3), lines.at(-1)].join('\n')).issues
  assert.equal(issue?.code, 'rebuilt_key')
  copyFileSync(key.file, file('private.key'))
  writeFileSync(file('certificate_pub.crt'), makeCertificate(key.file))
  for (const command of commandsOf(issue)) {
    const printed = execFileSync('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }).toString()
    assert.ok(printed.includes(String(issue.params?.fingerprint)), command)
  }
})
