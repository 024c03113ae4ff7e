// Asking IMS, from wherever the client secret may be. Runs in Node, Deno, Bun, workers and browsers.
export { ImsError } from './core/errors.js'
export { exchangeJwt, requestToken } from './token/exchange.js'
export { explainImsError } from './token/explain.js'
export { invalidateToken, validateToken } from './token/manage.js'
export { TokenProvider } from './token/provider.js'
export { memoryStore } from './token/stores/memory.js'
export { redisStore } from './token/stores/redis.js'

/**
 * @typedef {import('./index.js').Connection} Connection
 * @typedef {import('./token/ask.js').Fetch} Fetch
 * @typedef {import('./token/ask.js').AskOptions} AskOptions
 * @typedef {import('./token/exchange.js').Token} Token
 * @typedef {import('./token/exchange.js').Grant} Grant
 * @typedef {import('./token/exchange.js').GrantOptions} GrantOptions
 * @typedef {import('./token/explain.js').Refusal} Refusal
 * @typedef {import('./token/explain.js').Explanation} Explanation
 * @typedef {import('./token/provider.js').ProviderOptions} ProviderOptions
 * @typedef {import('./token/provider.js').ProviderEvent} ProviderEvent
 * @typedef {import('./token/stores/store.js').TokenStore} TokenStore
 * @typedef {import('./token/stores/store.js').Lock} Lock
 */
