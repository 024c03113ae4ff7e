// One question to IMS: a form posted within a time, as often as it takes, and an answer that is JSON.
import { systemFetch } from '#fetch'
import { ImsError } from '../core/errors.js'
import { isObject } from '../core/input.js'
import { isText } from './check.js'
import { countdown } from './clock.js'
import { explainRefusal } from './explain.js'
import { networkFailure } from './network.js'
import { passing, readRetryAfter, retry } from './retry.js'

/**
 * @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch
 *
 * @typedef {object} AskOptions what every function takes that asks IMS
 * @property {AbortSignal} [signal] ends the request; the promise then rejects with the signal's reason
 * @property {number} [timeoutMs] for everything together: all tries, their headers and bodies, and the waits between;
 *   default 30000
 * @property {number} [retries] further tries after connection errors, 429 and 5xx; default 3. The waits grow from half a
 *   second with full jitter and honour Retry-After, of which a minute at most; a wait that would outlast the time is not
 *   begun
 * @property {Fetch} [fetch] default: the system's; in Node with the proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY
 *
 * @typedef {object} Question
 * @property {string} url
 * @property {(clock: Clock) => Record<string, string>} writeForm made anew for each try
 * @property {boolean} [signs] whether another try is worth it where this machine's clock was wrong
 * @property {'jwt' | 'client_credentials'} [grant]
 * @property {string} [certificateSha1] for the explanation of a refusal
 * @property {Record<string, string>} [headers]
 * @property {boolean} [mayBeEmpty] whether an answer without a body is one
 *
 * @typedef {{ aheadMs: number }} Clock how much later it is at IMS than here, as far as its answers have told
 *
 * @typedef {object} Answer
 * @property {Record<string, unknown>} body
 * @property {number} sentAt milliseconds of the epoch
 * @property {(text: unknown) => string | undefined} quote makes a text of the answer fit to be shown
 * @property {(what: string, hint?: string) => ImsError} badResponse
 */

/** No answer of IMS is nearly as long; what is longer is not read. */
const maxResponseBytes = 1_000_000
/** Of a text of IMS that is passed on, in code points. */
const maxTextLength = 500
/** JWTs are valid for minutes: a clock that is less wrong than this is no reason to refuse one. */
const clockToleranceMs = 60_000
/** Members of the form that no error may hold. */
const secretMembers = ['client_secret', 'jwt_token', 'token']

/**
 * @param {string} url that is asked first, whose host is named should the time run out
 * @param {AskOptions} options
 * @param {(ask: (question: Question) => Promise<Answer>) => Promise<T>} work may ask several times, all within the time
 * @returns {Promise<T>}
 * @template T
 */
export function withinDeadline(url, { signal, timeoutMs = 30_000, retries = 3, fetch = systemFetch }, work) {
  const left = countdown(timeoutMs)
  return withDeadline({ host: new URL(url).host, timeoutMs, signal }, (deadline) =>
    work((question) => {
      const clock = { aheadMs: 0 }
      return retry({ retries, left, signal: deadline }, () => post(question, clock, fetch, deadline))
    }),
  )
}

/**
 * Asks one question.
 * @param {Question} question @param {AskOptions} options
 * @throws {ImsError} ERR_IMS_REJECTED, ERR_IMS_UNREACHABLE, ERR_IMS_TIMEOUT, ERR_IMS_BAD_RESPONSE
 */
export const ask = (question, options) => withinDeadline(question.url, options, (askOnce) => askOnce(question))

/** @param {Question} question @param {Clock} clock @param {Fetch} fetch @param {AbortSignal} signal */
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
    throw networkFailure(host, error)
  }
  return readAnswer(response, { host, sentAt, secrets, signal, clock, ...about })
}

/** @param {Record<string, string>} form @param {Record<string, string>} [headers] @returns {RequestInit} */
const writeRequest = (form, headers) => ({
  method: 'POST',
  redirect: 'manual', // a secret follows nobody's redirect
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'cache-control': 'no-cache',
    accept: 'application/json',
    ...headers,
  },
  body: new URLSearchParams(form).toString(),
})

/**
 * @param {Response} response
 * @param {Omit<Question, 'url' | 'writeForm'> & { host: string, sentAt: number, secrets: string[], signal: AbortSignal,
 *   clock: Clock }} request
 * @returns {Promise<Answer>}
 */
async function readAnswer(
  response,
  { host, sentAt, secrets, signal, clock, signs, grant, certificateSha1, mayBeEmpty },
) {
  const { status, headers } = response
  /** @param {unknown} text */
  const quote = (text) => (isText(text) ? quoteForeign(text, secrets) : undefined)
  const debugId = quote(headers.get('x-debug-id'))
  /** @param {ImsError} error */
  const mayPass = (error) => {
    passing.set(error, readRetryAfter(headers))
    return error
  }
  /** @param {string} what @param {string} [hint] */
  const badResponse = (what, hint) =>
    new ImsError('ERR_IMS_BAD_RESPONSE', `${host} ${what} (HTTP ${status}).`, { status, debugId, hint })

  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    response.body?.cancel().catch(() => {})
    throw badResponse(
      'answered with a redirect, which is not followed',
      'Check IMS Host and IMS Exchange: they must name the server itself.',
    )
  }
  const text = await readText(response, signal)
  if (text === undefined) throw mayPass(badResponse('broke off in the middle of its answer', 'Try again.'))
  if (text === null) throw badResponse(`answered more than ${maxResponseBytes} bytes`, 'Check IMS Exchange.')
  const body = mayBeEmpty && text.trim() === '' ? {} : parseObject(text)
  const error = quote(body?.error)
  if (status >= 400 && (status < 500 || error)) {
    const errorDescription = quote(body?.error_description)
    const said = [error, errorDescription].filter(Boolean).join(': ') || 'it gave no reason'
    const { field, hint } = explainRefusal({ status, error, errorDescription, grant }, certificateSha1)
    const details = { status, error, errorDescription, debugId, field, hint }
    const refusal = new ImsError('ERR_IMS_REJECTED', `${host} refused: ${said} (HTTP ${status}).`, details)
    const clockWasWrong = signs && error === 'invalid_token' && setClock(clock, headers)
    throw status === 429 || status >= 500 || clockWasWrong ? mayPass(refusal) : refusal
  }
  if (status >= 500) throw mayPass(badResponse('failed', explainRefusal({ status, grant }).hint))
  if (!body) {
    const hint = 'Check IMS Host and IMS Exchange; a proxy may have answered instead of IMS.'
    throw badResponse('answered something that is not JSON', hint)
  }
  return { body, sentAt, quote, badResponse }
}

/** @param {Clock} clock @param {Headers} headers @returns {boolean} whether it was wrong */
function setClock(clock, headers) {
  const { aheadMs } = clock
  clock.aheadMs = (Date.parse(headers.get('date') ?? '') || Date.now()) - Date.now()
  return Math.abs(clock.aheadMs - aheadMs) > clockToleranceMs
}

/**
 * @param {Response} response @param {AbortSignal} signal
 * @returns {Promise<string | undefined | null>} undefined where it breaks off, null where it is too long
 */
async function readText(response, signal) {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const stop = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      size += value.byteLength
      if (size > maxResponseBytes) {
        stop()
        return null
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    return undefined // what it threw may hold the request
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** @param {string} text */
function parseObject(text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * A text that somebody else wrote, fit to be shown: one line without control or format characters, cut, and without what
 * was sent in secret, should it have been echoed.
 * @param {string} text @param {string[]} secrets
 */
function quoteForeign(text, secrets) {
  let line = text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim()
  for (const secret of secrets) {
    const asSent = new URLSearchParams([['', secret]]).toString().slice(1)
    line = line.replaceAll(secret, '…').replaceAll(asSent, '…')
  }
  return Array.from(line).slice(0, maxTextLength).join('') || undefined
}

/**
 * Runs `work` within the time. It settles in time even where the work does not heed its signal.
 * @template T
 * @param {{ host: string, timeoutMs: number, signal?: AbortSignal }} options
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withDeadline({ host, timeoutMs, signal }, work) {
  signal?.throwIfAborted()
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(timeoutError(host, timeoutMs)), timeoutMs)
  const abort = () => timeout.abort(signal?.reason)
  signal?.addEventListener('abort', abort)
  try {
    return await Promise.race([
      work(timeout.signal),
      new Promise((_, reject) => {
        timeout.signal.addEventListener('abort', () => reject(timeout.signal.reason))
      }),
    ])
  } catch (error) {
    throw timeout.signal.aborted ? timeout.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

export const timeoutHint = 'Try again; if it lasts, look at the network between.'

/** @param {string} host @param {number} timeoutMs */
const timeoutError = (host, timeoutMs) =>
  new ImsError('ERR_IMS_TIMEOUT', `${host} did not answer within ${timeoutMs / 1000} s.`, {
    hint: timeoutHint,
  })
