// What it means if something else responds instead of IMS: a proxy, a firewall, a gateway, the sign-in page of a network.

/**
 * @typedef {'redirect' | 'page' | 'empty' | 'json' | 'text' | 'binary'} Kind what came instead of a response of IMS
 * @typedef {{ what: string, hint: string }} GatewayExplanation `what` follows the name of the host in a sentence
 */

const wrongAddress =
  'Check IMS Host and IMS Exchange. If they are right, a proxy or a gateway responded instead of IMS.'
const blocked =
  'A proxy, a firewall or a gateway probably responded instead of IMS. Ask the people who run it to allow POST requests to this address. Check IMS Host and IMS Exchange too.'
const proxyLogin =
  'A proxy responded instead of IMS. Add its user name and password to HTTPS_PROXY or HTTP_PROXY, as in http://user:password@proxy.example:8080.'
const signIn =
  'The sign-in page of a network or of a proxy probably responded instead of IMS. Open any website in a browser on this network to sign in, and check IMS Host and IMS Exchange.'
const overloaded =
  'IMS, or a proxy on the way to it, is overloaded or down. Try again in a minute. If it happens again, ask the people who run the proxy.'

/** By HTTP status. @type {Record<number, GatewayExplanation>} */
export const byStatus = {
  401: { what: 'asked for a login that isn’t the IMS login', hint: wrongAddress },
  403: { what: 'does not allow the request', hint: blocked },
  404: { what: 'has nothing at this address', hint: wrongAddress },
  405: { what: 'does not accept POST requests at this address', hint: wrongAddress },
  407: { what: 'is behind a proxy that requires a user name and password', hint: proxyLogin },
  408: { what: 'waited too long for the request', hint: overloaded },
  410: { what: 'has nothing at this address anymore', hint: wrongAddress },
  421: { what: 'is not the server for this address', hint: wrongAddress },
  429: {
    what: 'is behind a gateway that limits the rate',
    hint: 'A proxy or a gateway limits the rate. Wait as long as Retry-After says, and keep a token until it expires.',
  },
  451: { what: 'does not allow the request', hint: blocked },
  511: { what: 'is behind a network that requires you to sign in', hint: signIn },
}

/** By what the body is. @type {Record<Kind, GatewayExplanation>} */
export const byKind = {
  redirect: { what: 'responded with a redirect, which is not followed', hint: signIn },
  page: { what: 'responded with a web page', hint: signIn },
  empty: { what: 'responded with an empty body', hint: wrongAddress },
  json: { what: 'responded with JSON that is not from IMS', hint: wrongAddress },
  text: { what: 'responded with text that is not JSON', hint: wrongAddress },
  binary: { what: 'responded with data that is not JSON', hint: wrongAddress },
}

/**
 * Explains a response that did not come from IMS.
 * @param {number} status of HTTP
 * @param {Kind} [kind]
 * @returns {GatewayExplanation}
 */
export function explainGateway(status, kind = 'empty') {
  if (status >= 500 && status !== 511) return { what: 'failed', hint: overloaded }
  if (kind === 'redirect') return byKind.redirect
  return (Object.hasOwn(byStatus, status) && byStatus[status]) || byKind[kind]
}

/**
 * Whether a response with this status, and without a reason, is one of proxies and gateways.
 * @param {number | undefined} status
 */
export const isGatewayStatus = (status) =>
  status !== undefined && status !== 401 && status !== 429 && Object.hasOwn(byStatus, status)
