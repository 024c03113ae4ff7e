// Sends a form to IMS, with retries, within one deadline.
import { systemFetch } from '#fetch'
import { describeCause } from '../core/cause.js'
import { ImsError } from '../core/errors.js'
import { readAnswer } from './answer.js'
import { countdown } from './clock.js'
import { createTimeoutError, withDeadline } from './deadline.js'
import { networkFailure } from './network.js'
import { retry } from './retry.js'

/**
 * @typedef {import('./grants.js').Grant} Grant
 * @typedef {import('./answer.js').Answer} Answer
 *
 * @callback Fetch
 * The global `fetch`, or a function that responds like it.
 * @param {string} url the absolute URL
 * @param {RequestInit} init method, headers, body and `signal`. It must honor `redirect: 'manual'`, since forms for IMS hold secrets
 * @returns {Response | Promise<Response>} the response
 *
 * @typedef {object} RequestOptions options of every function that sends a request to IMS
 * @property {AbortSignal | undefined} [signal] ends the request; the promise then rejects with the signal's reason
 * @property {number | undefined} [timeoutMs] milliseconds for everything together: all tries, their headers and bodies, and
 *   the waits between them. Default 30000
 * @property {number | undefined} [retries] how many more tries follow a transient failure: a broken connection, 429 or 5xx.
 *   Default 3. The waits grow from half a second, with full jitter. Retry-After is honored up to a minute. If a wait would
 *   outlast the deadline, the call fails immediately
 * @property {Fetch | undefined} [fetch] sends the requests. Default: the platform's `fetch`; on Node one that also uses the
 *   proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY
 *
 * @typedef {{ aheadMs: number }} Clock how far the clock of IMS is ahead of this machine's, as far as its answers show
 *
 * @typedef {object} ImsRequest
 * @property {string} url
 * @property {(clock: Clock) => Record<string, string>} writeForm is called for each try
 * @property {boolean} [signs] whether `writeForm` signs, so that a corrected clock makes another try worthwhile
 * @property {Grant} [grant] if the request asks for a token
 * @property {string} [certificateSha1] for the explanation of a refusal
 * @property {Record<string, string>} [headers]
 * @property {boolean} [mayBeEmpty] whether an answer without a body is a good one
 *
 * @typedef {(request: ImsRequest) => Promise<Answer>} Send
 */

/** Members of a form that are secret. No error may quote them. */
const secretMembers = ['client_secret', 'jwt_token', 'token']

/**
 * Does work that sends one request or several, all within one deadline.
 * @template T
 * @param {string} url of the first request; its host is named if the time runs out
 * @param {RequestOptions} options
 * @param {(send: Send) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {import('../core/errors.js').ImsError} ERR_IMS_TIMEOUT, and what `send` throws
 */
export function withinDeadline(url, { signal, timeoutMs = 30_000, retries = 3, fetch = systemFetch }, work) {
  const left = countdown(timeoutMs)
  const timeoutError = () => createTimeoutError(new URL(url).host, timeoutMs)
  /** @type {Grant | undefined} */
  let grant
  return withDeadline({ timeoutMs, timeoutError, ...(signal && { signal }) }, (deadline) =>
    work((request) => {
      grant = request.grant
      const clock = { aheadMs: 0 }
      return retry({ retries, left, signal: deadline }, () => post(request, clock, fetch, deadline))
    }),
  ).catch((error) => {
    if (grant && error instanceof ImsError) error.grant ??= grant
    throw error
  })
}

/**
 * Sends one request.
 * @param {ImsRequest} request
 * @param {RequestOptions} options
 * @returns {Promise<Answer>}
 * @throws {import('../core/errors.js').ImsError} ERR_IMS_REJECTED, ERR_IMS_UNREACHABLE, ERR_IMS_TIMEOUT or
 *   ERR_IMS_BAD_RESPONSE
 */
export const sendRequest = (request, options) => withinDeadline(request.url, options, (send) => send(request))

/**
 * @param {ImsRequest} request
 * @param {Clock} clock
 * @param {Fetch} fetch
 * @param {AbortSignal} signal
 */
async function post({ url, writeForm, ...about }, clock, fetch, signal) {
  const form = writeForm(clock)
  const secrets = secretMembers
    .flatMap((name) => form[name] ?? [])
    // The parts of a JWT too, in case it is echoed in pieces.
    .flatMap((secret) => [secret, ...secret.split('.').filter((part) => part.length >= 16)])
  const { host } = new URL(url)
  const sentAt = Date.now()
  let response
  try {
    response = await fetch(url, { ...writeRequest(form, about.headers), signal })
  } catch (error) {
    throw networkFailure(host, error, fetch === systemFetch ? undefined : describeCause(error))
  }
  return readAnswer(requireResponse(response), { host, sentAt, secrets, signal, clock, ...about })
}

/**
 * @param {Record<string, string>} form
 * @param {Record<string, string>} [headers]
 * @returns {RequestInit}
 */
const writeRequest = (form, headers) => ({
  method: 'POST',
  redirect: 'manual', // the form holds secrets, so no redirect is followed
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'cache-control': 'no-cache',
    accept: 'application/json',
    ...headers,
  },
  body: new URLSearchParams(form).toString(),
})

/** @param {Response} response what the caller's `fetch` returned */
function requireResponse(response) {
  if (typeof response?.status === 'number' && typeof response.headers?.get === 'function') return response
  throw new TypeError('options.fetch must return a Response')
}
