// imskit validate --fix: what it shows, what it writes, and what it leaves alone.
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { imskit } from '../../support/cli.js'
import { makeFolder } from '../../support/keys.js'

const id = '0123456789abcdef0123456789abcdef'
const secret = 'p8e-PLANTEDPLANTEDPLANTEDPLANTED0123'

/** Unusual in every way that JSON permits, so that a rewrite of the whole would show. */
const text = [
  '[ {"name" :  "Untouched", "description": "\\u00e9", "n": 1e400, "m": 12345678901234567890},',
  `  { "name": "A", "clientId": "'${id}'" ,"clientSecret":"\\"${secret}\\"",`,
  '    "organizationId": "ABCDEF0123456789ABCDEF01"  },',
  `\t{"name":"B","clientId":"${secret}","clientSecret":"${id}"}`,
  ']',
  '',
].join('\r\n')

const fixedText = text
  .replace(`"'${id}'"`, `"${id}"`)
  .replace(`"\\"${secret}\\""`, `"${secret}"`)
  .replace('ABCDEF01"', 'ABCDEF01@AdobeOrg"')
  .replace(`"clientId":"${secret}","clientSecret":"${id}"`, `"clientId":"${id}","clientSecret":"${secret}"`)

/** @param {string | Buffer} content */
function makeFile(content) {
  const file = join(makeFolder(), 'connections.json')
  writeFileSync(file, content)
  return file
}

/** @param {string[]} args @param {Parameters<typeof imskit>[1]} [options] */
async function run(args, options) {
  const result = await imskit(['validate', ...args], options)
  assert.ok(!`${result.stdout}${result.stderr}`.includes(secret), 'a secret was printed')
  return result
}

describe('validate --fix', () => {
  it('shows the fixes and leaves the file as is', async () => {
    const file = makeFile(text)
    const { code, stdout } = await run([file, '--fix'])
    assert.equal(code, 1)
    assert.match(stdout, new RegExp(`fix {2}clientId: Remove the quotes\n +'${id}' → ${id}\n`))
    assert.match(stdout, /fix {2}clientSecret: Remove the quotes\n +fix/)
    assert.match(
      stdout,
      /fix {2}organizationId: Add @AdobeOrg\n +ABCDEF0123456789ABCDEF01 → ABCDEF0123456789ABCDEF01@AdobeOrg/,
    )
    assert.match(stdout, /fix {2}clientId: Swap Client ID and Client Secret/)
    assert.match(stdout, /\n4 fixes\. To apply them, run again with --write\.\n$/)
    assert.equal(readFileSync(file, 'utf8'), text)
  })

  it('prints one JSON document', async () => {
    const { stdout, json } = await run(['-', '--fix', '--json'], { input: text })
    assert.ok(stdout.startsWith('{'))
    const [, { fixes }] = json().files[0].connections
    assert.deepEqual(fixes, [
      { field: 'clientId', code: 'quoted', title: 'Remove the quotes', before: `'${id}'`, after: id },
      { field: 'clientSecret', code: 'quoted', title: 'Remove the quotes' },
      {
        field: 'organizationId',
        code: 'missing_suffix',
        title: 'Add @AdobeOrg',
        before: 'ABCDEF0123456789ABCDEF01',
        after: 'ABCDEF0123456789ABCDEF01@AdobeOrg',
      },
    ])
  })

  it('applies them with --write, and keeps the rest byte for byte', async () => {
    const file = makeFile(text)
    chmodSync(file, 0o600)
    const { code, stdout } = await run([file, '--fix', '--write'])
    assert.equal(code, 1) // the connections lack other values
    assert.match(stdout, /fixed {2}clientId: Remove the quotes/)
    assert.equal(readFileSync(file, 'utf8'), fixedText)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(file, '..')), ['connections.json'])
    const again = await run([file, '--fix', '--write'])
    assert.doesNotMatch(again.stdout, /fixed/)
    assert.equal(readFileSync(file, 'utf8'), fixedText)
  })

  it('keeps the encoding and the byte order mark', async () => {
    const file = makeFile(Buffer.from(`\ufeff${text}`, 'utf16le'))
    await run([file, '--fix', '--write'])
    assert.deepEqual(readFileSync(file), Buffer.from(`\ufeff${fixedText}`, 'utf16le'))
  })

  it('leaves values from the environment and from key files as they are', async () => {
    const content = JSON.stringify({ name: 'A', clientId: { env: 'QUOTED' }, privateKeyFile: 'private.key' })
    const file = makeFile(content)
    writeFileSync(join(file, '..', 'private.key'), 'x')
    const { stdout } = await run([file, '--fix', '--write'], { env: { QUOTED: `'${id}'` } })
    assert.doesNotMatch(stdout, /fixed/)
    assert.equal(readFileSync(file, 'utf8'), content)
    assert.equal(readFileSync(join(file, '..', 'private.key'), 'utf8'), 'x')
  })

  it('applies fixes until none is left, and shows each step', async () => {
    const organization = 'ABCDEF0123456789ABCDEF01@AdobeOrg'
    const pasted = `Organization ID: "${organization.toLowerCase()}", # production`
    const file = makeFile(JSON.stringify({ name: 'A', organizationId: pasted }))
    const { json } = await run([file, '--fix', '--write', '--json'])
    const [{ fixes }] = json().files[0].connections
    assert.deepEqual(
      fixes.map(({ before, after }) => [before, after]),
      [
        [`…${organization.toLowerCase()}…`, organization.toLowerCase()],
        [organization.toLowerCase(), organization],
      ],
    )
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).organizationId, organization)
  })

  it('shows neither removed text nor a value that may be a secret in the wrong place', async () => {
    const planted = 'hunter2hunter2'
    const organization = 'ABCDEF0123456789ABCDEF01@AdobeOrg'
    const connection = {
      clientId: `"${planted}"`,
      technicalAccountId: `ABCDEF0123456789ABCDEF01@techacct.adobe.com // ${secret}`,
      organizationId: `${organization} # ${planted}`,
      imsHost: 'http://ims-na1.adobelogin.com',
      imsExchange: `https://ims-na1.adobelogin.com/ims/exchange/jwt?client_secret=${planted}`,
      passphrase: 'opensesame',
      description: 'opensesame',
    }
    const { stdout } = await run(['-', '--fix'], { input: JSON.stringify(connection) })
    assert.ok(!stdout.includes(planted) && !stdout.includes('opensesame'))
    assert.ok(stdout.includes(`${organization}… → ${organization}`))
    assert.match(stdout, /imsExchange: Remove the query/)
  })

  it('shows both values of a swap', async () => {
    const [account, org] = ['0123456789ABCDEF01234567@techacct.adobe.com', 'ABCDEF0123456789ABCDEF01@AdobeOrg']
    const input = JSON.stringify({ technicalAccountId: org, organizationId: account })
    const { stdout } = await run(['-', '--fix'], { input })
    const lines = [`technicalAccountId: ${org} → ${account}`, `organizationId: ${account} → ${org}`]
    assert.match(stdout, /Swap Technical Account ID and Organization ID/)
    for (const line of lines) assert.ok(stdout.includes(`            ${line}\n`), stdout)
    const { json } = await run(['-', '--fix', '--json'], { input })
    const [{ before, after, others }] = json().files[0].connections[0].fixes
    assert.deepEqual([before, after], [org, account])
    assert.deepEqual(others, [{ field: 'organizationId', before: account, after: org }])
  })

  it('fixes a file once if two paths lead to it', async () => {
    const file = makeFile(JSON.stringify({ name: 'A', clientId: `"${id}"` }))
    const link = `${file}.link`
    symlinkSync(file, link)
    const { json } = await run([file, link, '--fix', '--write', '--json'])
    assert.equal(json().files.length, 1)
    assert.equal(JSON.parse(readFileSync(link, 'utf8')).clientId, id)
  })

  it('fixes a thousand connections at once', async () => {
    const connections = Array.from({ length: 1000 }, (_, i) => ({ name: `C${i}`, clientId: `"${id}"` }))
    const file = makeFile(JSON.stringify(connections, null, 2))
    await run([file, '--fix', '--write'])
    const fixed = connections.map((connection) => ({ ...connection, clientId: id }))
    assert.equal(readFileSync(file, 'utf8'), JSON.stringify(fixed, null, 2))
  })

  /** @type {[string[], RegExp][]} */
  const wrong = [
    [['c.json', '--write'], /--write works only with --fix/],
    [['-', '--fix', '--write'], /--write needs files/],
  ]
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr } = await run(args, { input: text })
      assert.equal(code, 2)
      assert.match(stderr, message)
    })
  }
})
