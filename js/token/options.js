// The options of each function. A wrong or unknown one is a programmer's mistake: a TypeError that names it.
import {
  anyObject,
  callback,
  flag,
  isObject,
  isText,
  number,
  oneOf,
  required,
  requireOptions,
  requireValue,
  rule,
  signal,
  string,
  text,
  wholeNumber,
} from '../core/options.js'

/** Longest delay of a timer: a signed 32-bit number of milliseconds (HTML, “Timers”). */
const maxTimeoutMs = 2 ** 31 - 1
const maxRetries = 20

const texts = rule(
  'an array of non-empty strings',
  (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
)

const requestMembers = {
  signal,
  timeoutMs: number(1, maxTimeoutMs),
  retries: wholeNumber(0, maxRetries),
  fetch: callback,
}
const grantMembers = { grant: oneOf(['jwt', 'client_credentials', 'auto']), metaScopes: texts, scopes: texts }
const tokenMembers = { ...requestMembers, ...grantMembers, jwt: text }

const httpUrl = rule(
  'an http or https URL',
  (value) => isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
)
const exchangeMembers = {
  ...requestMembers,
  clientId: required(text),
  clientSecret: required(text),
  imsExchange: required(httpUrl),
  jwt: required(text),
}

const { signal: _, ...sharedMembers } = requestMembers
const providerMembers = {
  ...sharedMembers,
  ...grantMembers,
  store: anyObject,
  refreshBeforeSeconds: number(0, 86_400),
  storeTimeoutMs: number(1, 60_000),
  leaseMs: number(100, 600_000),
  logger: rule('an object', (value) => typeof value === 'object' || typeof value === 'function'),
  onEvent: callback,
}
const getTokenMembers = { force: flag, rejected: text, signal }

/**
 * @param {unknown} value
 * @param {string} name
 */
export const requireText = (value, name) => requireValue(value, text, name)

/** @param {unknown} connection */
export const requireConnectionObject = (connection) => requireValue(connection, anyObject, 'connection')

/** @param {unknown} options */
export const requireRequestOptions = (options) => requireOptions(/** @type {object} */ (options), requestMembers)

/** @param {import('./grants.js').TokenOptions} options */
export function requireTokenOptions(options) {
  requireOptions(options, tokenMembers)
  if (options.jwt !== undefined && options.grant === 'client_credentials') {
    throw new TypeError("options.jwt must be absent if options.grant is 'client_credentials'")
  }
}

/** @param {import('./grants.js').ExchangeOptions} options */
export const requireExchangeOptions = (options) => requireOptions(options, exchangeMembers)

/** @param {unknown} connection an object, or a function that returns one */
export const requireConnectionSource = (connection) =>
  requireValue(
    connection,
    rule('an object or a function', (value) => isObject(value) || typeof value === 'function'),
    'connection',
  )

/** @param {import('./provider.js').ProviderOptions} options */
export function requireProviderOptions(options) {
  requireOptions(options, providerMembers)
  if (options.store) requireMethods(options.store, ['get', 'set', 'delete'], 'options.store')
  if (options.logger !== undefined) requireValue(options.logger?.warn, callback, 'options.logger.warn')
}

/** @param {import('./provider.js').GetTokenOptions} options */
export const requireGetTokenOptions = (options) => requireOptions(options, getTokenMembers)

/** @param {{ signal?: AbortSignal | undefined }} options of `watch` */
export const requireWatchOptions = (options) => requireOptions(options, { signal })

/** @param {{ key: unknown, prefix?: string | undefined }} options */
export const requireStoreOptions = (options) =>
  requireOptions(options, { key: rule('a key', () => true), prefix: string })

/**
 * @param {any} value
 * @param {string[]} names
 * @param {string} place
 */
export function requireMethods(value, names, place) {
  requireValue(value, anyObject, place)
  for (const name of names) requireValue(value[name], callback, `${place}.${name}`)
}
