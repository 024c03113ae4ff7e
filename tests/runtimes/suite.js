// The suite for every runtime. It uses no test framework, so that it runs in all of them.
import { load } from 'imskit'
import { requestToken } from 'imskit/token'

/** @param {unknown} actual @param {unknown} expected */
function equal(actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value))
  if (a !== b) throw new Error(`${a} is not ${b}`)
}

/** @type {Record<string, (ims: import('imskit').Ims, fixture: typeof import('./fixture.js')) => unknown>} */
const checks = {
  validate(ims, { connection }) {
    const codes = ims.validate(connection).issues.map(({ code }) => code)
    equal([...new Set(codes)], ['foreign_host']) // the sandbox is not Adobe's
    const { valid, issues } = ims.validate({ ...connection, name: 'a#b' })
    equal([valid, issues[0]?.code, issues[0]?.params], [false, 'invalid_character', { character: '“#”', position: 2 }])
  },
  inspectKey(ims, { connection, certificate, publicKey }) {
    const report = ims.inspectKey(connection.privateKey.replaceAll('\n', '\\n'), { certificate })
    equal([report.usable, report.repairs, report.matchesCertificate], [true, ['escaped_line_ends'], true])
    equal(report.publicKeyPem, publicKey)
  },
  signJwt(ims, { connection, now, jwt }) {
    equal(ims.signJwt(connection, { now }), jwt)
  },
  verify(ims, { jwt, publicKey, connection, now }) {
    equal(ims.verify(jwt, publicKey, { now }).payload.iss, connection.organizationId)
  },
  async signJwtWith(ims, { connection, now, jwt }) {
    equal(await ims.signJwtWith(await ims.toCryptoKey(connection.privateKey), connection, { now }), jwt)
  },
  async importCredentials(ims, { connection }) {
    const { clientId, clientSecret, organizationId } = connection
    const file = `CLIENT_ID=${clientId}\nCLIENT_SECRET=${clientSecret}\nORG_ID=${organizationId}`
    equal((await ims.importCredentials(file)).connection, { clientId, clientSecret, organizationId })
  },
  schema(ims, { connection }) {
    const { validate, jsonSchema } = ims.schema.with({ takenNames: [connection.name] })['~standard']
    equal(validate(connection).issues?.[0]?.path, ['name'])
    equal(jsonSchema.input({ target: 'draft-07' }).type, 'object')
  },
}

/**
 * @param {typeof import('./fixture.js')} fixture
 * @param {import('imskit/token').Fetch} fetch of a sandbox
 * @param {typeof import('imskit/host').createHost} [createHost] if the runtime is for servers
 * @returns {Promise<{ passed: string[], failed: string[] }>}
 */
export async function runSuite(fixture, fetch, createHost) {
  const { connection } = fixture
  /** @type {typeof checks} */
  const all = {
    ...checks,
    async requestToken() {
      const { accessToken, grant } = await requestToken(connection, { fetch, retries: 0 })
      equal([accessToken.slice(0, 3), grant], ['eyJ', 'jwt'])
    },
  }
  if (createHost) {
    all.host = async (ims) => {
      const { clientId, clientSecret, imsHost } = connection
      const host = createHost({ imsOrigins: [imsHost], fetch, logger: { info() {}, warn() {}, error() {} } })
      const body = JSON.stringify({ clientId, clientSecret, jwt: ims.signJwt(connection) })
      const headers = { 'content-type': 'application/json' }
      const response = await host.fetch(new Request('http://127.0.0.1/api/token', { method: 'POST', headers, body }))
      equal([response.status, Object.keys(await response.json())[0]], [200, 'accessToken'])
    }
  }
  const result = { passed: /** @type {string[]} */ ([]), failed: /** @type {string[]} */ ([]) }
  for (const [name, check] of Object.entries(all)) {
    try {
      await check(await load(), fixture)
      result.passed.push(name)
    } catch (error) {
      result.failed.push(`${name}: ${/** @type {Error} */ (error).stack}`)
    }
  }
  return result
}
