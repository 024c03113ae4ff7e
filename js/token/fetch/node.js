// Node's own fetch knows no proxy, and after an abort it opens another connection and leaves it open. So this is the fetch
// of undici, from which Node's is made. undici is loaded with the first request.

/** Lower case goes first, as in curl. The agent itself reads NO_PROXY at each request. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']

/** @type {{ proxies: string, agent: import('undici').EnvHttpProxyAgent, dispatcher: import('undici').Dispatcher } | undefined} */
let known

/**
 * Uses the proxy of HTTPS_PROXY or HTTP_PROXY, except for the hosts of NO_PROXY. Private CAs come from NODE_EXTRA_CA_CERTS,
 * which Node itself reads when it starts.
 * @type {(url: string, init: RequestInit) => Promise<Response>}
 */
export async function systemFetch(url, init) {
  const undici = await import('undici')
  const proxies = variables.map((name) => process.env[name] ?? '').join('\n')
  if (known?.proxies !== proxies) {
    void known?.agent.close()
    const agent = new undici.EnvHttpProxyAgent()
    known = { proxies, agent, dispatcher: agent.compose(reportProxyLogin(undici)) }
  }
  const request = /** @type {import('undici').RequestInit} */ ({ ...init, dispatcher: known.dispatcher })
  return /** @type {Promise<any>} */ (undici.fetch(url, request))
}

/**
 * Gives the status 407 a code. By the Fetch standard it is a network error, and undici's does not say which.
 * @param {typeof import('undici')} undici
 * @returns {import('undici').Dispatcher.DispatcherComposeInterceptor}
 */
function reportProxyLogin({ DecoratorHandler }) {
  const Handler = class extends /** @type {any} */ (DecoratorHandler) {
    /** @param {[controller: unknown, status: number, ...unknown[]]} response */
    onResponseStart(...response) {
      if (response[1] === 407) throw Object.assign(new Error(), { code: 'ERR_PROXY_LOGIN' })
      return super.onResponseStart(...response)
    }
  }
  const decorate = (/** @type {unknown} */ handler) => new /** @type {any} */ (Handler)(handler)
  return (dispatch) => (options, handler) => dispatch(options, decorate(handler))
}
