// What the system reports about a connection that failed: each code has a sentence of its own, and real failures have the
// right one.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { ImsError, requestToken } from '../../../js/token.js'
import { identity, makeConnection } from '../../support/connections.js'
import { makeFolder, makeKey, openssl } from '../../support/keys.js'
import { serveTcp } from '../../support/servers.js'

const key = makeKey()

/**
 * @param {string} host
 * @param {import('../../../js/token.js').TokenOptions} [options]
 */
async function ask(host, options) {
  const error = await requestToken(makeConnection(key, host), { retries: 0, timeoutMs: 5000, ...options }).catch(
    (e) => e,
  )
  assert.ok(error instanceof ImsError, String(error?.stack))
  return error
}

/** The error if `fetch` fails with this. @param {unknown} thrown @param {number} [retries] */
async function askFailing(thrown, retries = 0) {
  let tries = 0
  const fetch = () => {
    tries++
    throw thrown
  }
  const error = await ask('https://ims-na1.adobelogin.com', { fetch, retries, timeoutMs: 900 })
  return { error, tries, said: `${error.message} ${error.hint}` }
}
/** As fetch throws it. @param {string} code */
const failed = (code) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(identity.clientSecret), { code }) })

describe('a fetch of the caller that throws', () => {
  it('is named with its place, and never with its message', async () => {
    const { error, said } = await askFailing(new TypeError(identity.clientSecret))
    assert.equal(error.code, 'ERR_IMS_UNREACHABLE')
    assert.match(
      said,
      /options\.fetch threw TypeError at .*network\.test\.js:\d+:\d+\)?\. If that is code of yours, correct it\./,
    )
    assert.ok(!said.includes(identity.clientSecret))
  })
})

describe('a network code', () => {
  /** @type {[codes: string[], says: RegExp, mayRetry: boolean][]} */
  const table = [
    [['ENOTFOUND', 'EAI_NONAME'], /host name could not be resolved/, true],
    [['EAI_NODATA'], /no address/, true],
    [['EAI_AGAIN'], /DNS server did not respond/, true],
    [['EAI_FAIL'], /DNS server failed/, true],
    [['EAI_SYSTEM'], /DNS lookup failed/, true],
    [['ECONNREFUSED', 'ConnectionRefused'], /nothing accepts connections/, true],
    [['ECONNRESET'], /reset/, true],
    [['ECONNABORTED'], /aborted/, true],
    [['EPIPE'], /while the request was sent/, true],
    [['UND_ERR_SOCKET', 'ConnectionClosed'], /closed before the response/, true],
    [['ETIMEDOUT'], /timed out.*firewall/is, true],
    [['UND_ERR_CONNECT_TIMEOUT'], /no connection was made in time.*HTTPS_PROXY/s, true],
    [['UND_ERR_HEADERS_TIMEOUT'], /did not respond/, true],
    [['UND_ERR_BODY_TIMEOUT'], /was cut off/, true],
    [['EHOSTUNREACH'], /no route to this host/, true],
    [['EHOSTDOWN'], /host is down/, true],
    [['ENETUNREACH'], /no route to that network/, true],
    [['ENETDOWN'], /network of this machine is down/, true],
    [['ENETRESET'], /dropped/, true],
    [['EADDRNOTAVAIL'], /no free local address/, true],
    [['EACCES', 'EPERM'], /does not allow the connection.*firewall/s, false],
    [['EMFILE'], /process has too many open files/, true],
    [['ENFILE'], /machine has too many open files/, true],
    [['ENOBUFS'], /network buffers/, true],
    [['UND_ERR_DESTROYED', 'UND_ERR_CLOSED'], /HTTP client was closed/, false],
    [['UND_ERR_RES_CONTENT_LENGTH_MISMATCH'], /differs from its Content-Length/, true],
    [['UND_ERR_ABORTED'], /proxy did not open a connection/, false],
    [['UND_ERR_PRX_TLS'], /proxy.*TLS.*HTTPS_PROXY/s, false],
    [['UND_ERR_SOCKS5', 'UND_ERR_SOCKS5_AUTH_FAILED'], /SOCKS proxy/, false],
    [['ERR_INVALID_URL', 'UND_ERR_INVALID_ARG'], /address of the proxy is not valid/, false],
    [['ERR_PROXY_LOGIN'], /user name and password/, false],
    [['CERT_NOT_YET_VALID'], /not valid yet.*clock/s, false],
    [['CERT_HAS_EXPIRED'], /has expired.*clock/s, false],
    [['CERT_REVOKED'], /revoked/, false],
    [['CERT_REJECTED'], /must not be used/, false],
    [['CERT_SIGNATURE_FAILURE'], /signature of its TLS certificate/, false],
    [['CERT_CHAIN_TOO_LONG', 'PATH_LENGTH_EXCEEDED'], /too long/, false],
    [['INVALID_CA'], /not a CA/, false],
    [['INVALID_PURPOSE'], /not meant for a server/, false],
    [['CERT_UNTRUSTED', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'], /not trusted here.*NODE_EXTRA_CA_CERTS/s, false],
    [['DEPTH_ZERO_SELF_SIGNED_CERT'], /self-signed.*NODE_EXTRA_CA_CERTS/s, false],
    [['SELF_SIGNED_CERT_IN_CHAIN'], /chain has a self-signed.*private CA.*NODE_EXTRA_CA_CERTS/s, false],
    [['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT'], /intermediate.*NODE_EXTRA_CA_CERTS/s, false],
    [['UNABLE_TO_GET_CRL', 'CRL_HAS_EXPIRED', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY'], /./, false],
    [['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'], /for another name/, false],
    [['ERR_TLS_HANDSHAKE_TIMEOUT'], /handshake timed out/, true],
    [['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'], /does not speak TLS.*proxy/s, false],
    [['ERR_SSL_HTTP_REQUEST'], /without TLS/, false],
    [['ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_VERSION_TOO_LOW'], /outdated version of TLS/, false],
    [['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'], /no version of TLS/, false],
    [
      ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
      /no TLS cipher in common/,
      false,
    ],
    [['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'], /client certificate/, false],
    [['ERR_SSL_EE_KEY_TOO_SMALL', 'ERR_SSL_CA_MD_TOO_WEAK'], /too weak/, false],
    [['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED'], /outdated kind/, false],
    [['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'EPROTO'], /handshake failed/, false],
    [['ESOMETHINGNEW'], /the connection failed \(ESOMETHINGNEW\)/, true],
  ]
  for (const [codes, says, mayRetry] of table) {
    it(`${codes.join(', ')}: ${says.source}`, async () => {
      for (const code of codes) {
        const { error, tries, said } = await askFailing(failed(code), 1)
        assert.equal(error.code, 'ERR_IMS_UNREACHABLE')
        assert.match(said, says)
        assert.ok(said.includes(`(${code})`))
        assert.match(error.message, /^Cannot reach ims-na1\.adobelogin\.com: .+\.$/)
        assert.match(error.hint ?? '', /^[A-Z].*\.$/)
        assert.equal(tries, mayRetry ? 2 : 1, code)
        assert.equal(error.grant, 'jwt')
        assert.ok(!said.includes(identity.clientSecret))
        assert.doesNotMatch(said, /refused/)
      }
    })
  }

  it('has a different explanation for each kind of failure', () => {
    const sentences = table.map(([, says]) => says.source).filter((source) => source !== '.')
    assert.equal(new Set(sentences).size, sentences.length)
  })

  it('HPE and HEADERS_OVERFLOW: not HTTP', async () => {
    for (const code of ['HPE_INVALID_CONSTANT', 'UND_ERR_HEADERS_OVERFLOW']) {
      const { error } = await askFailing(failed(code))
      assert.equal(error.code, 'ERR_IMS_BAD_RESPONSE')
      assert.match(error.message, /does not speak HTTP/)
    }
  })

  it('is that of the deepest cause, and of the first address of several', async () => {
    const deep = Object.assign(new Error('a'), { code: 'UND_ERR_SOCKET', cause: failed('ECONNRESET') })
    assert.match((await askFailing(deep)).said, /ECONNRESET/)
    const several = new AggregateError([failed('EHOSTUNREACH'), failed('ECONNREFUSED')])
    assert.match((await askFailing(Object.assign(new TypeError('x'), { cause: several }))).said, /EHOSTUNREACH/)
    const proxy = Object.assign(new Error('x'), {
      code: 'UND_ERR_PRX_TLS',
      cause: failed('ERR_TLS_CERT_ALTNAME_INVALID'),
    })
    assert.match((await askFailing(proxy)).said, /UND_ERR_PRX_TLS/)
  })

  it('that does not look like a code is not shown', async () => {
    const cyclic = new Error('x')
    cyclic.cause = cyclic
    for (const thrown of [
      { code: identity.clientSecret },
      { code: 'not a code' },
      { code: 5 },
      { cause: cyclic },
      undefined,
      'text',
    ]) {
      const { error, said } = await askFailing(thrown)
      assert.equal(error.message, 'Cannot reach ims-na1.adobelogin.com: the connection failed.')
      assert.ok(!said.includes(identity.clientSecret))
    }
  })
})

describe('a real failure of TLS', () => {
  const folder = makeFolder()
  const file = (/** @type {string} */ name) => join(folder, name)

  /**
   * A certificate for localhost, self-signed.
   * @param {string} name
   * @param {string[]} dates
   * @param {string} [host]
   */
  function makeCertificate(name, dates, host = 'localhost') {
    const about = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
    const out = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]
    openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-sha256', ...dates, ...about, ...out])
    return { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) }
  }

  /** @param {import('node:https').ServerOptions} options */
  async function serveTls(options) {
    const server = createTlsServer(options, (_request, response) => response.end('{}'))
    server.on('connection', (/** @type {import('node:net').Socket} */ socket) => socket.unref().on('error', () => {}))
    server.on('tlsClientError', () => {})
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
    server.unref()
    return `https://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
  }

  /** @type {ReturnType<typeof makeCertificate>} */
  let good
  before(() => {
    good = makeCertificate('good', ['-days', '2'])
  })

  it('of a self-signed certificate names NODE_EXTRA_CA_CERTS', async () => {
    const { code, message, hint } = await ask(await serveTls(good))
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(message, /self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
    assert.match(hint ?? '', /NODE_EXTRA_CA_CERTS/)
  })

  it('of a server without TLS says so', async () => {
    const server = createHttpServer((_request, response) => response.end('{}'))
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
    server.unref()
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    assert.match((await ask(`https://localhost:${port}`)).message, /does not speak TLS/)
  })

  it('of a server that speaks only TLS 1.0 explains the version', async () => {
    const old = await serveTls({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
    assert.match((await ask(old)).message, /TLS/)
    assert.match((await ask(old)).hint ?? '', /outdated/)
  })

  it('of a server that closes the connection in the handshake', async () => {
    const closing = await serveTcp((socket) => socket.once('data', () => socket.destroy()))
    const { code, message } = await ask(closing.replace('http://127.0.0.1', 'https://localhost'))
    assert.equal(code, 'ERR_IMS_UNREACHABLE')
    assert.match(message, /reset|closed/)
  })
})

it('a name that DNS does not know', async () => {
  const { code, message, hint } = await ask('https://ims.example.invalid')
  assert.equal(code, 'ERR_IMS_UNREACHABLE')
  assert.match(message, /host name could not be resolved/)
  assert.match(hint ?? '', /DNS/)
})
