// What the system reports about a connection that failed, in words.
import { ImsError } from '../core/errors.js'
import { isObject } from '../core/options.js'
import { markTransient } from './retry.js'

const checkNetwork = 'Check the address in IMS Host and IMS Exchange, and the network, the proxy and the firewall.'
const checkAddress = 'Check the address in IMS Host and IMS Exchange.'
const checkDns = 'Check the spelling of the address in IMS Host and IMS Exchange, and the DNS server of this machine.'
const checkFirewall = 'A firewall may drop the connection. If this network has a proxy, name it in HTTPS_PROXY.'
const checkProxy = 'Check the proxy address in HTTPS_PROXY or HTTP_PROXY, its user name and password, and NO_PROXY.'
const checkClock = 'Check the date, the time and the time zone of this machine: its clock is probably wrong.'
const trustAuthority =
  'If your network inspects TLS or uses a private CA, save that CA’s certificate as a PEM file, name the file in NODE_EXTRA_CA_CERTS, and start again.'
const askOperator = 'The operator of the server, or of a proxy that inspects TLS, must replace the certificate.'
const notTls = 'Check the port in IMS Exchange, and HTTPS_PROXY: the address of a proxy usually starts with http://.'
const tlsVersion = 'A proxy that inspects TLS may be outdated. Check the address in IMS Exchange too.'
const untrusted = 'its TLS certificate comes from an authority that is not trusted here'

/**
 * @typedef {[what: string, hint: string, retry?: 'retry']} Failure what happened, what to do, and whether the next try may
 *   succeed
 */

/** By code, without ERR_ or UND_ERR_. @type {Record<string, Failure>} */
export const failures = {
  // DNS
  ENOTFOUND: ['the host name could not be resolved', checkDns, 'retry'],
  EAI_NONAME: ['the host name could not be resolved', checkDns, 'retry'],
  EAI_NODATA: ['DNS has no address for this name', checkDns, 'retry'],
  EAI_AGAIN: ['the DNS server did not respond', checkDns, 'retry'],
  EAI_FAIL: ['the DNS server failed', checkDns, 'retry'],

  // The connection
  ECONNREFUSED: ['nothing accepts connections at this address and port', checkNetwork, 'retry'],
  ECONNRESET: ['the connection was reset', checkNetwork, 'retry'],
  ECONNABORTED: ['the connection was aborted', checkNetwork, 'retry'],
  EPIPE: ['the connection was closed while the request was sent', checkNetwork, 'retry'],
  SOCKET: ['the connection was closed before the response', checkNetwork, 'retry'],
  ETIMEDOUT: ['the connection timed out', checkFirewall, 'retry'],
  CONNECT_TIMEOUT: ['no connection was made in time', checkFirewall, 'retry'],
  HEADERS_TIMEOUT: ['the server accepted the request but did not respond', checkNetwork, 'retry'],
  BODY_TIMEOUT: ['the response was cut off', checkNetwork, 'retry'],
  EHOSTUNREACH: ['there is no route to this host', checkNetwork, 'retry'],
  EHOSTDOWN: ['the host is down', checkNetwork, 'retry'],
  ENETUNREACH: ['this machine has no route to that network', checkNetwork, 'retry'],
  ENETDOWN: ['the network of this machine is down', checkNetwork, 'retry'],
  ENETRESET: ['the network dropped the connection', checkNetwork, 'retry'],
  EADDRNOTAVAIL: [
    'this machine has no free local address or port',
    'Close unused connections, then try again.',
    'retry',
  ],
  EACCES: [
    'this machine does not allow the connection',
    'Check the local firewall and the sandbox or container policy.',
  ],
  EPERM: [
    'this machine does not allow the connection',
    'Check the local firewall and the sandbox or container policy.',
  ],
  EMFILE: ['this process has too many open files', 'Close unused files and connections, or raise the limit.', 'retry'],
  ENFILE: ['this machine has too many open files', 'Close unused files and connections, or raise the limit.', 'retry'],
  ENOBUFS: ['this machine is out of network buffers', 'Close unused connections, then try again.', 'retry'],
  DESTROYED: ['the HTTP client was closed', 'Pass another fetch, or none.'],
  CLOSED: ['the HTTP client was closed', 'Pass another fetch, or none.'],
  RES_CONTENT_LENGTH_MISMATCH: ['the length of the response differs from its Content-Length', checkNetwork, 'retry'],

  // Proxies
  PROXY_LOGIN: ['the proxy requires a user name and password', checkProxy],
  ABORTED: ['the proxy did not open a connection to it', checkProxy],
  PRX_TLS: ['the certificate of the proxy is for another name, or the proxy does not speak TLS', notTls],
  INVALID_URL: ['the address of the proxy is not valid', checkProxy],
  INVALID_ARG: ['the address of the proxy is not valid', checkProxy],
  SOCKS5: ['the SOCKS proxy did not open a connection to it', checkProxy],

  // TLS
  CERT_NOT_YET_VALID: ['its TLS certificate is not valid yet', checkClock],
  CERT_HAS_EXPIRED: [
    'its TLS certificate has expired',
    `${checkClock} If it is right, ${askOperator.replace('The', 'the')}`,
  ],
  CERT_REVOKED: ['its TLS certificate was revoked', askOperator],
  CERT_REJECTED: ['its TLS certificate must not be used for this', askOperator],
  CERT_SIGNATURE_FAILURE: ['the signature of its TLS certificate is wrong', askOperator],
  CERT_CHAIN_TOO_LONG: ['the chain of its TLS certificates is too long', askOperator],
  INVALID_CA: ['its TLS certificate was signed by a certificate that is not a CA', askOperator],
  INVALID_PURPOSE: ['its TLS certificate is not meant for a server', askOperator],
  PATH_LENGTH_EXCEEDED: ['the chain of its TLS certificates is too long', askOperator],
  CERT_UNTRUSTED: [untrusted, trustAuthority],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its TLS certificate is self-signed', trustAuthority],
  SELF_SIGNED_CERT_IN_CHAIN: [`${untrusted}: the chain has a self-signed certificate`, trustAuthority],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [`${untrusted}, or an intermediate certificate is missing`, trustAuthority],
  UNABLE_TO_GET_ISSUER_CERT: [`${untrusted}, or an intermediate certificate is missing`, trustAuthority],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [untrusted, trustAuthority],
  TLS_CERT_ALTNAME_INVALID: ['its TLS certificate is for another name', checkAddress],
  HOSTNAME_MISMATCH: ['its TLS certificate is for another name', checkAddress],
  TLS_HANDSHAKE_TIMEOUT: ['the TLS handshake timed out', checkFirewall, 'retry'],
  SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS', notTls],
  SSL_PACKET_LENGTH_TOO_LONG: ['it does not speak TLS', notTls],
  SSL_HTTP_REQUEST: ['it speaks HTTP without TLS', notTls],
  SSL_UNSUPPORTED_PROTOCOL: ['it speaks only an outdated version of TLS', tlsVersion],
  SSL_VERSION_TOO_LOW: ['it speaks only an outdated version of TLS', tlsVersion],
  SSL_TLSV1_ALERT_PROTOCOL_VERSION: ['it accepts no version of TLS that is used here', tlsVersion],
  SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: ['it and this machine have no TLS cipher in common', tlsVersion],
  SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: ['it needs an outdated kind of TLS', tlsVersion],
  EPROTO: ['the TLS handshake failed', tlsVersion],

  // fetch of browsers and of Bun
  ConnectionRefused: ['nothing accepts connections at this address and port', checkNetwork, 'retry'],
  ConnectionClosed: ['the connection was closed before the response', checkNetwork, 'retry'],
  FailedToOpenSocket: ['no connection could be opened', checkNetwork, 'retry'],
}

/** For codes of a family that has no sentence of their own. @type {[pattern: RegExp, failure: Failure][]} */
const families = [
  [/^EAI_/, ['the DNS lookup failed', checkDns, 'retry']],
  [/^SOCKS5/, /** @type {Failure} */ (failures.SOCKS5)],
  [
    /^SSL_.*(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(REQUIRED|UNKNOWN))$/,
    ['it requires a client certificate', checkNetwork],
  ],
  [/^SSL_.*HANDSHAKE_FAILURE$/, /** @type {Failure} */ (failures.SSL_SSLV3_ALERT_HANDSHAKE_FAILURE)],
  [/^SSL_.*TOO_(SMALL|WEAK)$/, ['its TLS certificate is too weak', askOperator]],
  [/^(SSL|TLS)_/, ['the TLS handshake failed', tlsVersion]],
  [/CERT|CRL|^UNABLE_TO_/, ['its TLS certificate was not accepted', trustAuthority]],
]
/** @type {Failure} */
const unknownFailure = ['the connection failed', checkNetwork, 'retry']

/** What a proxy answered to CONNECT, by status. @type {Record<string, Failure>} */
const proxyAnswers = {
  403: ['the proxy does not allow connections to it', 'Ask the people who run the proxy to allow this address.'],
  407: /** @type {Failure} */ (failures.PROXY_LOGIN),
  502: ['the proxy cannot reach it', checkNetwork],
  503: ['the proxy cannot reach it', checkNetwork],
  504: ['the proxy did not reach it in time', checkNetwork],
}

/**
 * Makes the error of a connection that failed. The error of `fetch` is not passed on: its cause may hold the request, or
 * the password of a proxy.
 * @param {string} host
 * @param {unknown} error of `fetch`
 * @param {import('../core/cause.js').Cause} [cause] of the error, if the caller passed `fetch`
 * @returns {ImsError} ERR_IMS_UNREACHABLE, or ERR_IMS_BAD_RESPONSE if something answered that is not HTTP
 */
export function networkFailure(host, error, cause) {
  const code = systemCode(error)
  const name = code?.replace(/^(UND_)?ERR_/, '') ?? ''
  if (name.startsWith('HPE') || name === 'HEADERS_OVERFLOW') {
    const hint = `${checkAddress} Something else may be listening there.`
    return new ImsError('ERR_IMS_BAD_RESPONSE', `${host} does not speak HTTP (${code}).`, { hint })
  }
  const [what, hint, mayRetry] =
    readProxyAnswer(error) ||
    (Object.hasOwn(failures, name) && failures[name]) ||
    (!code && cause?.at && callerFailure(cause)) ||
    findFamily(name)
  const message = `Cannot reach ${host}: ${what}${code ? ` (${code})` : ''}.`
  const failure = new ImsError('ERR_IMS_UNREACHABLE', message, { hint })
  return mayRetry ? markTransient(failure) : failure
}

/**
 * An error without a code is that of a function more often than that of a network.
 * @param {import('../core/cause.js').Cause} cause
 * @returns {Failure}
 */
const callerFailure = ({ cause = 'an error', at }) => [
  `options.fetch threw ${cause} at ${at}`,
  `If that is code of yours, correct it. ${checkNetwork}`,
  'retry',
]

/**
 * @param {string} name
 * @returns {Failure}
 */
const findFamily = (name) => families.find(([pattern]) => pattern.test(name))?.[1] ?? unknownFailure

/**
 * Reads what the proxy answered to CONNECT, which the HTTP client of Node puts into a message.
 * @param {unknown} error
 * @returns {Failure | undefined}
 */
function readProxyAnswer(error) {
  for (let at = error, depth = 0; isObject(at) && depth < maxDepth; at = at.cause, depth++) {
    const [, status = ''] = /^Proxy response \((\d{3})\)/.exec(String(at.message)) ?? []
    if (Object.hasOwn(proxyAnswers, status)) return proxyAnswers[status]
  }
  return undefined
}

const maxDepth = 5

/** It wraps the error of TLS, which by itself would read as one of IMS. */
const outranks = 'UND_ERR_PRX_TLS'

/**
 * Finds the code of an error: the one of the deepest cause that has one.
 * @param {unknown} error
 * @param {number} [depth] how deep to look
 * @returns {string | undefined} only what looks like a code, since an error may hold anything
 */
export function systemCode(error, depth = maxDepth) {
  if (!isObject(error) || depth === 0) return undefined
  const { code, name, cause, errors } = error
  const own = typeof code === 'string' && isCode(code) ? code : undefined
  if (own === outranks) return own
  const first = Array.isArray(errors) ? errors[0] : undefined // one for each address that was tried
  const deeper = systemCode(cause, depth - 1) ?? own ?? systemCode(first, depth - 1)
  return deeper ?? (name === 'HTTPParserError' ? 'HPE' : undefined) // its code is left out
}

/** OpenSSL 3 has codes such as ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE. @param {string} text */
const isCode = (text) => /^[A-Z][A-Z0-9_]{1,59}$|^ERR_SSL_SSL\/TLS_[A-Z0-9_]{1,50}$/.test(text) || isBunCode(text)

/** @param {string} text */
const isBunCode = (text) => ['ConnectionRefused', 'ConnectionClosed', 'FailedToOpenSocket'].includes(text)
