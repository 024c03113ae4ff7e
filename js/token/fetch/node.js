// Node's own fetch knows no proxy, and after an abort it opens another connection and leaves it open. So this is the fetch
// of undici, from which Node's is made. undici is loaded with the first request.

/** Lower case goes first, as in curl. The agent itself reads NO_PROXY at each request. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

/** @type {{ proxies: string, agent: import('undici').EnvHttpProxyAgent } | undefined} */
let known

/**
 * Uses the proxy of HTTPS_PROXY or HTTP_PROXY, except for the hosts of NO_PROXY. Private CAs come from NODE_EXTRA_CA_CERTS,
 * which Node itself reads when it starts.
 * @type {(url: string, init: RequestInit) => Promise<Response>}
 */
export async function systemFetch(url, init) {
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const proxies = variables.map((name) => process.env[name] ?? '').join('\n')
  if (known?.proxies !== proxies) {
    void known?.agent.close()
    known = { proxies, agent: new EnvHttpProxyAgent() }
  }
  const request = /** @type {import('undici').RequestInit} */ ({ ...init, dispatcher: known.agent })
  return /** @type {Promise<any>} */ (fetch(url, request))
}
