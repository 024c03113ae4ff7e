import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explainImsError, requestToken } from '../../../js/token.js'
import { makeConnection } from '../../support/connections.js'
import { makeKey, openssl } from '../../support/keys.js'

const key = makeKey()
const bindings = 'Could not match JWT signature to any of the bindings'

/** The table of reference/adobe-ims.md, row by row. @type {[import('../../../js/token.js').Refusal, string | undefined, RegExp][]} */
const table = [
  [
    { status: 400, error: 'invalid_client', errorDescription: 'invalid client_id parameter' },
    'clientId',
    /environment/,
  ],
  [{ status: 400, error: 'invalid_client' }, 'clientId', /environment/],
  [
    { status: 401, error: 'invalid_client', errorDescription: 'invalid client_secret parameter' },
    'clientSecret',
    /secret/,
  ],
  [{ status: 401, error: 'invalid_client' }, 'clientSecret', /2026-03-01/],
  [{ status: 401, error: 'invalid_client', grant: 'client_credentials' }, 'clientSecret', /Developer Console/],
  [
    {
      status: 400,
      error: 'invalid_token',
      errorDescription: 'JWT token is incorrectly formatted, and can not be decoded.',
    },
    undefined,
    /whole JWT/,
  ],
  [{ status: 400, error: 'invalid_token', errorDescription: 'JWT token has expired.' }, undefined, /clock/],
  [
    { status: 400, error: 'invalid_token', errorDescription: bindings },
    'privateKey',
    /openssl x509 .*-fingerprint -sha1/,
  ],
  [{ status: 400, error: 'invalid_token', errorDescription: '' }, 'privateKey', /clock/],
  [{ status: 400, error: 'invalid_signature' }, 'technicalAccountId', /organization/],
  [
    { status: 400, error: 'invalid_scope', errorDescription: 'The metascopes in the JWT are not a subset …' },
    'metaScopes',
    /metascopes/,
  ],
  [{ status: 400, error: 'invalid_scope', grant: 'client_credentials' }, 'scopes', /scopes/],
  [{ status: 400, error: 'invalid_jti' }, undefined, /greater/],
  [{ status: 400, error: 'bad_request' }, 'technicalAccountId', /organization ID/],
  [{ status: 400, error: 'unauthorized_client', grant: 'client_credentials' }, 'clientId', /OAuth Server-to-Server/],
  [{ status: 400, error: 'unauthorized_client', grant: 'jwt' }, 'clientId', /2026-03-01/],
  [{ status: 429 }, undefined, /Retry-After/],
  [{ status: 429, error: 'invalid_client' }, undefined, /Retry-After/],
  [{ status: 500, error: 'internal_error' }, 'clientId', /migrate/],
  [{ status: 500, error: 'sandbox_misconfigured' }, undefined, /createSandbox/],
  [{ status: 500, error: 'internal_error', grant: 'client_credentials' }, undefined, /minute/],
  [{ status: 503 }, undefined, /minute/],
  [{ error: '403025' }, undefined, /product profile/],
  [{ status: 418, error: 'unheard_of' }, undefined, /debug ID/],
  [{}, undefined, /debug ID/],
]

describe('explainImsError', () => {
  for (const [refusal, field, hint] of table) {
    it(`${JSON.stringify(refusal)}`, async () => {
      const explanation = await explainImsError(refusal)
      assert.equal(explanation.field, field)
      assert.match(explanation.hint, hint)
      assert.match(explanation.cause, /^[A-Z].*\.$/)
      assert.ok(!explanation.hint.includes('{certificate}'))
    })
  }

  it('names the SHA-1 of the certificate, as OpenSSL prints it', async () => {
    const printed = openssl(['x509', '-in', key.certificateFile, '-noout', '-fingerprint', '-sha1']).toString().trim()
    const [, fingerprint = ''] = printed.split('=')
    const connection = { certificate: key.certificate }
    const { hint } = await explainImsError(
      { status: 400, error: 'invalid_token', errorDescription: bindings },
      connection,
    )
    assert.ok(hint.includes(fingerprint), hint)
    assert.ok(!hint.includes('openssl'))
    for (const certificate of ['', 'nonsense', key.privateKey, undefined]) {
      const other = await explainImsError({ error: 'invalid_signature' }, { certificate })
      assert.match(other.hint, /openssl x509/)
    }
  })

  it('gives the explanation that the error of requestToken contains', async () => {
    const refusal = { error: 'invalid_token', error_description: bindings }
    const connection = makeConnection(key, 'https://ims-na1.adobelogin.com', { certificate: key.certificate })
    const fetch = async () => Response.json(refusal, { status: 400 })
    const error = await requestToken(connection, { fetch }).catch((reason) => reason)
    const { field, hint } = await explainImsError(error, connection)
    assert.deepEqual([error.field, error.hint], [field, hint])
    assert.match(hint, /([\dA-F]{2}:){19}[\dA-F]{2}/)
  })
})
