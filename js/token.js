// Access tokens: request, keep, renew, share and explain them. For any place where the client secret may be: Node, Deno, Bun
// and workers.
export { ImsError } from './core/errors.js'
export { exchangeJwt, requestToken } from './token/grants.js'
export { TokenProvider } from './token/provider.js'
export { explainImsError } from './token/refusals.js'
export { memoryStore } from './token/stores/memory.js'
export { redisStore } from './token/stores/redis.js'
export { invalidateToken, validateToken } from './token/validity.js'

/**
 * @typedef {import('./core/types.js').AsyncDisposing} AsyncDisposing
 * @typedef {import('./core/types.js').Connection} Connection
 * @typedef {import('./core/types.js').ErrorCode} ErrorCode
 * @typedef {import('./core/types.js').FieldName} FieldName
 * @typedef {import('./core/types.js').Issue} Issue
 * @typedef {import('./token/request.js').Fetch} Fetch
 * @typedef {import('./token/request.js').RequestOptions} RequestOptions
 * @typedef {import('./token/grants.js').Token} Token
 * @typedef {import('./token/grants.js').Grant} Grant
 * @typedef {import('./token/grants.js').GrantOptions} GrantOptions
 * @typedef {import('./token/grants.js').TokenOptions} TokenOptions
 * @typedef {import('./token/grants.js').TokenOwnOptions} TokenOwnOptions
 * @typedef {import('./token/grants.js').ExchangeOptions} ExchangeOptions
 * @typedef {import('./token/grants.js').ExchangeOwnOptions} ExchangeOwnOptions
 * @typedef {import('./token/refusals.js').Refusal} Refusal
 * @typedef {import('./token/refusals.js').Explanation} Explanation
 * @typedef {import('./token/provider.js').ConnectionSource} ConnectionSource
 * @typedef {import('./token/provider.js').ProviderOptions} ProviderOptions
 * @typedef {import('./token/provider.js').GetTokenOptions} GetTokenOptions
 * @typedef {import('./token/provider.js').ProviderOwnOptions} ProviderOwnOptions
 * @typedef {import('./token/provider.js').ProviderEvent} ProviderEvent
 * @typedef {import('./token/provider.js').TokenEvent} TokenEvent
 * @typedef {import('./token/provider.js').FailureEvent} FailureEvent
 * @typedef {import('./token/provider.js').StoreEvent} StoreEvent
 * @typedef {import('./token/provider.js').WarningLogger} WarningLogger
 * @typedef {import('./token/provider.js').WatchUpdate} WatchUpdate
 * @typedef {import('./token/stores/guard.js').TokenStore} TokenStore
 * @typedef {import('./token/stores/guard.js').Lock} Lock
 * @typedef {import('./token/stores/redis.js').RedisClient} RedisClient
 */
