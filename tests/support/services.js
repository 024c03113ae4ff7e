// Stand-ins for the services of docs/guides/services.md. Each checks the documented rules for the JWT (claims, lifetime,
// header) and verifies its signature with jose.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importSPKI, jwtVerify } from 'jose'
import { openssl } from './keys.js'

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * Writes the files that the snippets read, and returns a `fetch` that answers as the services do.
 * @param {ReturnType<typeof import('./keys.js').makeKey>} key
 */
export function createServices(key) {
  const write = (/** @type {string} */ name, /** @type {string | Buffer} */ data) =>
    writeFileSync(join(key.folder, name), data)
  const encrypted = openssl(['pkcs8', '-topk8', '-v2', 'aes256', '-passout', 'pass:box'], key.privateKey).toString()
  write('github.private-key.pem', openssl(['rsa', '-traditional'], key.privateKey))
  const google = {
    type: 'service_account',
    client_email: 'a@project.iam.gserviceaccount.com',
    private_key_id: 'google-key',
  }
  write('google.json', JSON.stringify({ ...google, private_key: key.privateKey }))
  const appAuth = { publicKeyID: 'box-key', privateKey: encrypted, passphrase: 'box' }
  const boxAppSettings = { clientID: 'box-client', clientSecret: 'box-secret', appAuth }
  write('box.json', JSON.stringify({ boxAppSettings, enterpriseID: '987' }))

  /** Verifies signature and times. @param {string} jwt @param {{ audience?: string, issuer?: string, maxSeconds: number }} rules */
  async function check(jwt, { audience, issuer, maxSeconds }) {
    const verified = await jwtVerify(jwt, await importSPKI(key.publicKey, 'RS256'), {
      algorithms: ['RS256'],
      ...{ audience, issuer },
      requiredClaims: ['exp', 'iss'],
    })
    const { exp = 0, iat } = verified.payload
    const now = Date.now() / 1000
    assert.ok(exp - (iat ?? now) <= maxSeconds, `lives ${exp - (iat ?? now)} s`)
    return verified
  }

  const token = () => Response.json({ access_token: 'token', token: 'token', token_type: 'Bearer', expires_in: 3600 })

  /** @type {Record<string, (form: URLSearchParams, headers: Headers) => Promise<Response>>} */
  const services = {
    async 'https://oauth2.googleapis.com/token'(form) {
      assert.equal(form.get('grant_type'), grantType)
      const rules = { audience: 'https://oauth2.googleapis.com/token', issuer: google.client_email, maxSeconds: 3600 }
      const { payload, protectedHeader } = await check(form.get('assertion') ?? '', rules)
      assert.equal(protectedHeader.kid, google.private_key_id)
      assert.ok(payload.iat && typeof payload.scope === 'string')
      return token()
    },
    async 'https://api.github.com/app/installations/12345/access_tokens'(_form, headers) {
      const jwt = (headers.get('authorization') ?? '').replace(/^Bearer /, '')
      const { payload } = await check(jwt, { issuer: 'Iv23liExampleClient1', maxSeconds: 660 })
      assert.ok((payload.exp ?? Infinity) <= Date.now() / 1000 + 600)
      assert.ok((payload.iat ?? Infinity) <= Date.now() / 1000)
      return token()
    },
    async 'https://login.salesforce.com/services/oauth2/token'(form) {
      assert.equal(form.get('grant_type'), grantType)
      const rules = { audience: 'https://login.salesforce.com', issuer: '3MVG9ExampleConsumerKey', maxSeconds: 181 }
      const { payload } = await check(form.get('assertion') ?? '', rules)
      assert.match(payload.sub ?? '', /@/)
      return token()
    },
    async 'https://myorg-myaccount.snowflakecomputing.com/api/v2/statements'(_form, headers) {
      assert.equal(headers.get('x-snowflake-authorization-token-type'), 'KEYPAIR_JWT')
      const der = openssl(['pkey', '-outform', 'DER', '-pubout'], key.privateKey)
      const issuer = `MYORG-MYACCOUNT.MYUSER.SHA256:${createHash('sha256').update(der).digest('base64')}`
      const jwt = (headers.get('authorization') ?? '').replace(/^Bearer /, '')
      const { payload } = await check(jwt, { issuer, maxSeconds: 3600 })
      assert.equal(payload.sub, 'MYORG-MYACCOUNT.MYUSER')
      return Response.json({ data: [['1']] })
    },
    async 'https://account-d.docusign.com/oauth/token'(form) {
      assert.equal(form.get('grant_type'), grantType)
      const { payload } = await check(form.get('assertion') ?? '', {
        audience: 'account-d.docusign.com',
        maxSeconds: 3600,
      })
      assert.match(`${payload.iss} ${payload.sub}`, /^[0-9a-f-]{36} [0-9a-f-]{36}$/)
      assert.match(String(payload.scope), /\bimpersonation\b/)
      return token()
    },
    async 'https://api.box.com/oauth2/token'(form) {
      assert.equal(form.get('grant_type'), grantType)
      assert.deepEqual([form.get('client_id'), form.get('client_secret')], ['box-client', 'box-secret'])
      const rules = { audience: 'https://api.box.com/oauth2/token', issuer: 'box-client', maxSeconds: 60 }
      const { payload, protectedHeader } = await check(form.get('assertion') ?? '', rules)
      assert.equal(protectedHeader.kid, 'box-key')
      assert.equal(payload.box_sub_type, 'enterprise')
      assert.match(String(payload.jti), /^.{16,128}$/)
      return token()
    },
    async 'https://as.example.com/token'(form) {
      assert.equal(form.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      const { payload } = await check(form.get('client_assertion') ?? '', {
        audience: 'https://as.example.com/token',
        issuer: 'my-client',
        maxSeconds: 60,
      })
      assert.equal(payload.sub, payload.iss)
      assert.ok(payload.jti)
      return token()
    },
  }

  /** @type {string[]} */
  const asked = []
  return {
    /** The services that received a request. */
    asked,
    /** All services. */
    urls: Object.keys(services),
    /** @param {string} url @param {RequestInit} init */
    async fetch(url, init) {
      const service = services[url] ?? assert.fail(`no service at ${url}`)
      asked.push(url)
      assert.equal(init.method, 'POST')
      return service(
        init.body instanceof URLSearchParams ? init.body : new URLSearchParams(),
        new Headers(init.headers),
      )
    },
  }
}
