// What code that uses @adobe/jwt-auth 2 relies on.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import auth from 'imskit/jwt-auth'
import { decodeJwt } from 'jose'
import { createSandbox } from '../../../js/sandbox.js'
import { identity, makeClient } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'
import { findClosedOrigin, serveApp, serveHandler } from '../../support/servers.js'

const key = makeKey()
/** @type {string} */
let ims
before(async () => {
  ims = await serveApp(createSandbox({ clients: [makeClient(key)] }))
})

/** @param {Record<string, unknown>} [changes] @returns {any} */
const makeConfig = (changes) => ({
  clientId: identity.clientId,
  clientSecret: identity.clientSecret,
  technicalAccountId: identity.technicalAccountId,
  orgId: identity.organizationId,
  privateKey: key.privateKey,
  metaScopes: ['ent_user_sdk'],
  ims,
  ...changes,
})

/** @param {unknown} config @param {string} code @returns {Promise<Error & { code: string }>} */
async function failure(config, code) {
  const error = await auth(/** @type {any} */ (config)).then(
    () => assert.fail('a token was given'),
    (reason) => reason,
  )
  assert.ok(error instanceof Error)
  assert.equal(/** @type {any} */ (error).code, code, error.message)
  const shown = inspect(error, { depth: 9, showHidden: true })
  for (const secret of [identity.clientSecret, key.privateKey.split('\n')[5] ?? '']) assert.ok(!shown.includes(secret))
  return /** @type {any} */ (error)
}

/** An IMS that answers so, and keeps what it was sent. @param {number} status @param {unknown} body */
async function serveAnswer(status, body) {
  /** @type {{ path?: string, form: Record<string, string> }[]} */
  const seen = []
  const url = await serveHandler(async (request, response) => {
    seen.push({ path: request.url, form: Object.fromEntries(new URLSearchParams(await text(request))) })
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  return { url, seen }
}

describe('the result', () => {
  it('is the answer of IMS as is', async () => {
    const { access_token: token, ...rest } = await auth(makeConfig())
    assert.match(token, /^eyJ/)
    assert.deepEqual(rest, { token_type: 'bearer', expires_in: 86_399_992 })
    const answer = { access_token: 'a', expires_in: 123_456, more: [1] }
    assert.deepEqual(await auth(makeConfig({ ims: (await serveAnswer(200, answer)).url })), answer)
  })

  it('is the same for a key in bytes and for an encrypted key', async () => {
    assert.ok(await auth(makeConfig({ privateKey: readFileSync(key.privateKeyFile) })))
    const encrypt = ['pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', key.privateKeyFile, '-passout', 'pass:geheim']
    const privateKey = openssl(encrypt).toString()
    assert.ok(await auth(makeConfig({ privateKey, passphrase: 'geheim' })))
    await failure(makeConfig({ privateKey, passphrase: 'falsch' }), 'sign_failed')
    await failure(makeConfig({ privateKey }), 'sign_failed')
  })

  it('works with require', () => {
    assert.equal(createRequire(import.meta.url)('imskit/jwt-auth'), auth)
    const script = "const auth = require('imskit/jwt-auth'); auth({}).catch(({ code }) => console.log(code))"
    assert.equal(execFileSync(process.execPath, ['-e', script]).toString(), 'missing_params\n')
  })
})

describe('the request', () => {
  it('has the claims of the options', async () => {
    const { url, seen } = await serveAnswer(200, { access_token: 'a' })
    await auth(makeConfig({ ims: url }))
    const [{ path, form }] = seen
    assert.equal(path, '/ims/exchange/jwt/')
    assert.deepEqual([form.client_id, form.client_secret], [identity.clientId, identity.clientSecret])
    const { exp, ...claims } = decodeJwt(form.jwt_token)
    assert.deepEqual(claims, {
      iss: identity.organizationId,
      sub: identity.technicalAccountId,
      aud: `${url}/c/${identity.clientId}`,
      [`${url}/s/ent_user_sdk`]: true,
    })
    assert.ok(Math.abs(Number(exp) - Date.now() / 1000 - 300) < 5)
  })

  it('takes metascopes as names and URLs, as an array and as one text', async () => {
    const { url, seen } = await serveAnswer(200, { access_token: 'a' })
    const whole = 'https://ims-na1.adobelogin.com/s/ent_gdpr_sdk'
    for (const metaScopes of [['ent_user_sdk', whole], `ent_user_sdk,${whole}`, ` ent_user_sdk , ${whole}`]) {
      await auth(makeConfig({ ims: url, metaScopes }))
    }
    for (const { form } of seen) {
      const scopes = Object.entries(decodeJwt(form.jwt_token)).filter(([, value]) => value === true)
      assert.deepEqual(
        scopes.map(([name]) => name),
        [`${url}/s/ent_user_sdk`, whole],
      )
    }
    assert.equal(seen.length, 3)
  })
})

describe('missing_params', () => {
  const names = ['clientId', 'technicalAccountId', 'orgId', 'clientSecret', 'privateKey', 'metaScopes']

  it('names all that are missing', async () => {
    for (const config of [undefined, null, {}]) {
      const { message } = await failure(config, 'missing_params')
      for (const name of names) assert.ok(message.includes(name), message)
    }
  })

  for (const name of names) {
    it(`names only ${name}`, async () => {
      for (const value of [undefined, null, '', ...(name === 'metaScopes' ? [[]] : [])]) {
        const { message } = await failure(makeConfig({ [name]: value }), 'missing_params')
        assert.deepEqual(
          names.filter((other) => message.includes(other)),
          [name],
        )
      }
    })
  }
})

describe('other failures', () => {
  it('sign_failed for something that is not a key', async () => {
    await failure(makeConfig({ privateKey: 'nonsense' }), 'sign_failed')
    const { cause } = await failure(makeConfig({ privateKey: key.certificate }), 'sign_failed')
    assert.equal(/** @type {any} */ (cause).code, 'ERR_KEY_INVALID')
  })

  it('request_failed if IMS cannot be reached, or not by https', async () => {
    await failure(makeConfig({ ims: await findClosedOrigin() }), 'request_failed')
    await failure(makeConfig({ ims: 'http://ims-na1.adobelogin.com' }), 'request_failed')
  })

  it('the code and the description that IMS sent', async () => {
    const refused = await failure(makeConfig({ clientSecret: 'wrong' }), 'invalid_client')
    assert.equal(refused.message, 'invalid client_secret parameter')
    assert.equal(/** @type {any} */ (refused.cause).field, 'clientSecret')
    for (const status of [200, 400]) {
      const { url } = await serveAnswer(status, { error: 'my_code', error_description: 'My words.' })
      assert.equal((await failure(makeConfig({ ims: url }), 'my_code')).message, 'My words.')
    }
  })

  it('invalid_response_body for anything else', async () => {
    for (const [status, body] of /** @type {[number, unknown][]} */ ([
      [200, { foo: 'bar', secret: identity.clientSecret }],
      [200, '<html>'],
      [200, ''],
      [200, []],
      [400, { error: 'alone' }],
      [403, '<html>'],
    ])) {
      await failure(makeConfig({ ims: (await serveAnswer(status, body)).url }), 'invalid_response_body')
    }
  })
})
