// imskit token --grant: by a JWT, by client_credentials, or by whichever the connection allows.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createSandbox } from '../../../js/sandbox.js'
import { imskit, startImskit } from '../../support/cli.js'
import { identity, makeClient } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { serveApp } from '../../support/servers.js'

const key = makeKey()
const { folder: cwd } = key
const scopes = ['openid', 'AdobeID', 'read_organizations']
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key, { scopes })] }))
  write('good.json', { privateKeyFile: 'private.key' })
  write('keyless.json', { technicalAccountId: undefined })
  const encrypt = ['-aes256', '-passout', 'pass:planted-Passphrase', '-out', join(cwd, 'encrypted.key')]
  openssl(['pkey', '-in', key.privateKeyFile, ...encrypt])
  write('locked.json', { privateKeyFile: 'encrypted.key' })
})

/** @param {string} name @param {object} changes */
const write = (name, changes) =>
  writeFileSync(join(cwd, name), JSON.stringify({ ...identity, imsHost: ims, scopes, ...changes }))

/** @param {string[]} args */
async function token(...args) {
  const result = await imskit(['token', ...args], { cwd })
  assert.ok(!`${result.stdout}${result.stderr}`.includes(identity.clientSecret), 'a secret was printed')
  return result
}

describe('imskit token --grant', () => {
  it('is jwt by default', async () => {
    for (const more of [[], ['--grant', 'jwt']]) {
      const { code, stdout, stderr } = await token('good.json', ...more)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^eyJ/)
      assert.match(stderr, /bearer, expires/)
    }
  })

  it('needs neither a key nor its passphrase for client_credentials', async () => {
    for (const file of ['good.json', 'keyless.json', 'locked.json']) {
      const { code, stdout, stderr } = await token(file, '--grant', 'client_credentials')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^eyJ/)
      assert.match(stderr, /bearer with client_credentials, expires .*in 23 h 59 min/)
    }
    const { grant, expiresInSeconds } = (await token('keyless.json', '--grant', 'client_credentials', '--json')).json()
    assert.equal(grant, 'client_credentials')
    assert.ok(expiresInSeconds > 86_000 && expiresInSeconds <= 86_400)
  })

  it('with auto, uses the grant that the connection allows, and names it', async () => {
    for (const [file, grant] of [
      ['good.json', 'jwt'],
      ['keyless.json', 'client_credentials'],
      ['locked.json', 'client_credentials'],
    ]) {
      const { code, stderr } = await token(String(file), '--grant', 'auto')
      assert.equal(code, 0, stderr)
      assert.match(stderr, new RegExp(`bearer with ${grant}, expires`))
    }
  })

  it('refuses other grants', async () => {
    const { code, stderr } = await token('good.json', '--grant', 'password')
    assert.equal(code, 2)
    assert.match(stderr, /jwt, client_credentials, auto/)
  })

  it('works with --watch', async () => {
    const file = join(cwd, 'token')
    const args = ['token', 'keyless.json', '--grant', 'client_credentials', '--watch', file]
    const running = startImskit(args, { cwd })
    for (let i = 0; i < 200; i++) {
      try {
        assert.match(readFileSync(file, 'utf8'), /^eyJ.*\n$/)
        break
      } catch {
        await delay(20)
      }
    }
    assert.match(readFileSync(file, 'utf8'), /^eyJ.*\n$/)
    assert.equal((await running.stop()).code, 0)
  })
})
