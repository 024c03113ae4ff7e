// imskit import: the files that people have, into connection files that the other commands take.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { imskit } from '../../support/cli.js'
import { identity } from '../../support/connections.js'
import { makeKey } from '../../support/keys.js'

const { folder: cwd, privateKey, certificate } = makeKey()
const { clientId, clientSecret, technicalAccountId, organizationId } = identity

const aem = {
  ok: true,
  integration: {
    imsEndpoint: 'ims-na1.adobelogin.com',
    metascopes: 'ent_aem_cloud_api',
    technicalAccount: { clientId, clientSecret },
    id: technicalAccountId,
    org: organizationId,
    privateKey: privateKey.replaceAll('\n', '\r\n'),
  },
}
writeFileSync(join(cwd, 'aem.json'), JSON.stringify(aem))
writeFileSync(join(cwd, 'other.json'), '{"name":"left-pad"}')

/** @param {...string} args */
async function run(...args) {
  const result = await imskit(['import', ...args], { cwd })
  for (const secret of [clientSecret, ...privateKey.split('\n').slice(1, -2)]) {
    assert.ok(!(result.stdout + result.stderr).includes(secret), 'no secret is printed')
  }
  return result
}

describe('imskit import', () => {
  it('writes a connection file that signs, for its owner only', async () => {
    const { code, stdout } = await run('aem.json', '--write', 'connection.json')
    assert.equal(code, 0)
    assert.match(stdout, /aem\.json: JSON of AEM as a Cloud Service/)
    assert.equal(statSync(join(cwd, 'connection.json')).mode & 0o777, 0o600)
    const jwt = await imskit(['jwt', 'connection.json'], { cwd })
    assert.equal(jwt.code, 0)
    assert.equal(jwt.stdout.trim().split('.').length, 3)
  })

  it('lists no candidate without a key if --key has it', async () => {
    const set = (/** @type {string} */ name) => ({
      name,
      CLIENT_ID: clientId.replace(/^./, name),
      CLIENT_SECRET: clientSecret,
      TECHNICAL_ACCOUNT_ID: technicalAccountId,
      ORG_ID: organizationId,
    })
    writeFileSync(join(cwd, 'two.json'), JSON.stringify([set('a'), set('b')]))
    const listCodes = async (/** @type {string[]} */ ...args) => {
      const { candidates } = JSON.parse((await run('two.json', '--json', ...args)).stdout)
      return candidates.map((/** @type {any} */ { issues }) => issues.map((/** @type {any} */ { code }) => code))
    }
    assert.deepEqual(await listCodes('--key', 'private.key'), [[], []])
    assert.deepEqual(await listCodes(), [['not_in_file'], ['not_in_file']])
  })

  it('takes the key and certificate of other files, and says whether they can work', async () => {
    const sha1 = new X509Certificate(certificate).fingerprint
    const listing = { API_KEY: clientId, CLIENT_SECRET: clientSecret, TECHNICAL_ACCOUNT_ID: technicalAccountId }
    const list = (fingerprint) => ({
      ...listing,
      ORG_ID: organizationId,
      PUBLIC_KEYS_WITH_EXPIRY: { [fingerprint]: '12/31/2099' },
    })
    writeFileSync(join(cwd, 'console.json'), JSON.stringify(list(sha1)))
    writeFileSync(join(cwd, 'elsewhere.json'), JSON.stringify(list('0'.repeat(40))))
    const files = ['--key', 'private.key', '--certificate', 'certificate_pub.crt']
    const { code, stdout } = await run('console.json', ...files, '--write', 'complete.json')
    assert.equal(code, 0)
    assert.doesNotMatch(stdout, /warning|error/)
    assert.equal((await imskit(['jwt', 'complete.json'], { cwd })).code, 0)
    assert.match(
      (await run('elsewhere.json', ...files)).stdout,
      /warning +certificate +The credential’s file does not list this/,
    )
    assert.match((await run('console.json')).stdout, /warning +privateKey +Private Key isn’t in this file/)
  })

  it('is suggested by the other commands if they get a credential file', async () => {
    for (const command of ['validate', 'jwt', 'token']) {
      const { code, stdout, stderr } = await imskit([command, 'aem.json'], { cwd })
      assert.equal(code, 1, command)
      assert.match(
        stdout + stderr,
        /credential file \(JSON of AEM as a Cloud Service\), not a connection[\s\S]*npx imskit import aem\.json --write connection\.json/,
      )
    }
  })

  it('and inspect-key name each other, and the file, if they get the file of the other', async () => {
    writeFileSync(join(cwd, "a'b.json"), JSON.stringify({ client_id: clientId, client_secret: clientSecret }))
    for (const [args, text] of /** @type {[string[], string][]} */ ([
      [['import', 'private.key'], 'This is a private key[\\s\\S]*npx imskit inspect-key private\\.key'],
      [['validate', 'private.key'], 'is a private key[\\s\\S]*npx imskit inspect-key private\\.key'],
      [['jwt', 'private.key'], 'is a private key[\\s\\S]*npx imskit inspect-key private\\.key'],
      [
        ['inspect-key', "a'b.json"],
        "credential file[\\s\\S]*npx imskit import 'a'\\\\''b\\.json' --write connection\\.json",
      ],
    ])) {
      const { code, stdout, stderr } = await imskit(args, { cwd })
      assert.equal(code, 1)
      assert.match(stdout + stderr, new RegExp(text))
    }
  })

  it('never overwrites a file', async () => {
    const { code } = await run('aem.json', '--write', 'other.json')
    assert.equal(code, 2)
    assert.equal(readFileSync(join(cwd, 'other.json'), 'utf8'), '{"name":"left-pad"}')
  })

  it('prints JSON without secrets', async () => {
    const result = JSON.parse((await run('aem.json', '--json')).stdout)
    assert.equal(result.source, 'aem')
    assert.equal(result.connection.clientId, clientId)
    assert.equal(result.connection.clientSecret, '…')
  })

  it('reports a file that is not a credential file, and writes nothing', async () => {
    const { code, stdout } = await run('other.json', '--write', 'new.json')
    assert.equal(code, 1)
    assert.match(stdout, /isn’t a credential file that imskit recognizes/)
    assert.throws(() => statSync(join(cwd, 'new.json')))
  })
})
