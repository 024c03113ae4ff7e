import { ImsError } from '../core/errors.js'
import { isObject } from '../core/input.js'
import { passing } from './retry.js'

const untrusted = 'its TLS certificate comes from an authority that is not trusted here'
const trustHint =
  'Have the certificate of that authority added to this system; Node takes it from the file that NODE_EXTRA_CA_CERTS names.'
const proxyHint = 'Check the address in HTTPS_PROXY or HTTP_PROXY, its user and password, and NO_PROXY.'

/**
 * What the system says of a connection that failed, in words; without the ERR_ or UND_ERR_ before some codes. What has a
 * hint of its own will not have passed at the next try.
 * @type {Record<string, [what: string, hint?: string]>}
 */
const failures = {
  ENOTFOUND: ['its name is unknown to DNS'],
  EAI_AGAIN: ['DNS did not answer'],
  ECONNREFUSED: ['nothing accepts connections there'],
  ECONNRESET: ['the connection was reset'],
  EPIPE: ['the connection was closed'],
  SOCKET: ['the connection was closed'],
  ETIMEDOUT: ['the connection timed out'],
  CONNECT_TIMEOUT: ['the connection timed out'],
  HEADERS_TIMEOUT: ['it did not answer'],
  EHOSTUNREACH: ['there is no route to it'],
  ENETUNREACH: ['there is no network'],
  ABORTED: ['the proxy on the way did not let the connection through', proxyHint],
  INVALID_URL: ['the address of the proxy on the way is not one', proxyHint],
  INVALID_ARG: ['the address of the proxy on the way is not one', proxyHint],
  CERT_HAS_EXPIRED: ['its TLS certificate has expired', 'Its operator has to renew the certificate.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its TLS certificate is self-signed', trustHint],
  SELF_SIGNED_CERT_IN_CHAIN: [untrusted, trustHint],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [untrusted, trustHint],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [untrusted, trustHint],
  TLS_CERT_ALTNAME_INVALID: ['its TLS certificate is for another name', 'Check the address in IMS Exchange.'],
  SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS', 'Check the address in IMS Exchange, or the proxy on the way.'],
}
const otherHint = 'Check the address in IMS Exchange, and the network, proxy and firewall between.'

/**
 * The error of `fetch` is not passed on: its cause may hold the request, or the password of a proxy.
 * @param {string} host @param {unknown} error
 */
export function networkFailure(host, error) {
  const code = systemCode(error)
  if (code?.startsWith('HPE')) return new ImsError('ERR_IMS_BAD_RESPONSE', `${host} does not speak HTTP (${code}).`)
  const [what, hint] = failures[code?.replace(/^(UND_)?ERR_/, '') ?? ''] ?? ['the connection failed']
  const message = `${host} cannot be reached: ${what}${code ? ` (${code})` : ''}.`
  const failure = new ImsError('ERR_IMS_UNREACHABLE', message, { hint: hint ?? otherHint })
  if (hint === undefined) passing.set(failure, 0)
  return failure
}

/**
 * Of the error or what caused it, the deepest, where it looks like one.
 * @param {unknown} error @param {number} [depth] how deep to look
 * @returns {string | undefined}
 */
export function systemCode(error, depth = 5) {
  if (!isObject(error) || depth === 0) return undefined
  const { code, name, cause } = error
  const own = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,59}$/.test(code) ? code : undefined
  return systemCode(cause, depth - 1) ?? own ?? (name === 'HTTPParserError' ? 'HPE' : undefined) // undici 7 forgets its code
}
