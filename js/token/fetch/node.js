// Node's own fetch knows of no proxy, and after an abort it opens another connection and leaves it open. So here it is
// undici's, which Node's is made from; it is loaded when IMS is first asked.

/** Lower case goes first, as with curl. NO_PROXY is read by the agent, at each request. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

/** @type {{ proxies: string, agent: import('undici').EnvHttpProxyAgent } | undefined} */
let known

/**
 * By the proxy of HTTPS_PROXY or HTTP_PROXY where there is one, but for the hosts of NO_PROXY. Authorities of
 * NODE_EXTRA_CA_CERTS are trusted: Node itself reads that one when it starts.
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
