// Reads what came back: an answer of IMS, a refusal by IMS, or something that did not come from IMS at all.
import { ImsError } from '../core/errors.js'
import { replaceInvisible } from '../core/invisible.js'
import { isObject } from '../core/options.js'
import { parseHttpDate } from './clock.js'
import { explainGateway } from './gateway.js'
import { systemCode } from './network.js'
import { redact } from './redaction.js'
import { explainRefusal, isKnownError } from './refusals.js'
import { isTransientStatus, markTransient, readRetryAfter } from './retry.js'

/**
 * @typedef {object} Answer
 * @property {Record<string, unknown>} body
 * @property {number} sentAt when the request was sent, in milliseconds of the epoch
 * @property {(text: unknown) => string | undefined} quote makes a text of the answer fit to be shown
 * @property {(what: string, hint?: string) => ImsError} badResponse makes the error for a body that lacks something
 *
 * @typedef {Omit<import('./request.js').ImsRequest, 'url' | 'writeForm'> & { host: string, sentAt: number,
 *   secrets: string[], signal: AbortSignal, clock: import('./request.js').Clock }} Sent
 *
 * @typedef {{ error: string | undefined, errorDescription: string | undefined, named: boolean }} Reason what a body says
 *   went wrong; `named` if it does so under the name that IMS uses
 */

/** No answer of IMS is nearly as long. More than this is not read. */
const maxResponseBytes = 1_000_000
const brokenHint = 'Try again. If it happens again, check the network, the proxy and the firewall.'
/** Longest text of IMS that is passed on, in code points. */
const maxTextLength = 500
/** A JWT is valid for minutes, so IMS does not refuse one because a clock is wrong by less than this. */
const clockToleranceMs = 60_000

/**
 * Reads the answer to a request.
 * @param {Response} response
 * @param {Sent} request
 * @returns {Promise<Answer>}
 * @throws {ImsError} ERR_IMS_REJECTED if IMS refused; ERR_IMS_BAD_RESPONSE if the answer is not one of IMS, or breaks off
 */
export async function readAnswer(response, request) {
  const { status, headers } = response
  const { host, secrets, signal, grant, mayBeEmpty } = request
  const quote = (/** @type {unknown} */ text) =>
    typeof text === 'string' && text !== '' ? quoteForeign(text, secrets) : undefined
  const debugId = quote(headers.get('x-debug-id'))
  /**
   * @param {string} what
   * @param {string} [hint]
   * @param {object} [details]
   */
  const badResponse = (what, hint, details) => unusable(`${host} ${what}`, hint, details)
  /**
   * @param {string} what
   * @param {string} [hint]
   * @param {object} [details]
   */
  const unusable = (what, hint, details) =>
    new ImsError('ERR_IMS_BAD_RESPONSE', `${what} (HTTP ${status}).`, {
      ...details,
      status,
      debugId,
      hint,
      grant,
    })
  const toRetry = (/** @type {ImsError} */ error) => markTransient(error, readRetryAfter(headers))

  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    response.body?.cancel().catch(() => {})
    const { what, hint } = explainGateway(status, 'redirect')
    throw badResponse(what, hint)
  }
  const { text, brokenBy, tooLong } = await readText(response, signal)
  if (tooLong) throw badResponse(`responded with more than ${maxResponseBytes} bytes`, explainGateway(status).hint)
  if (brokenBy === 'compression') throw toRetry(badResponse('sent a damaged compressed response', brokenHint))
  if (brokenBy === 'end') throw toRetry(unusable(`The response from ${host} was cut off`, brokenHint))

  const { body, isJson } = parseObject(text)
  const reason = body ? readReason(body, quote) : { ...noReason, errorDescription: quote(findTitle(text)) }
  const said = [reason.error, reason.errorDescription].filter(Boolean).join(': ')
  /**
   * @param {string} what
   * @param {string} [hint]
   */
  const incomplete = (what, hint) => badResponse(said ? `${what}: ${said}` : what, hint, pickReason(reason))
  if (isRefusal(response, text, body, reason, debugId)) {
    const clockWasWrong = request.signs && reason.error === 'invalid_token' && correctClock(request.clock, headers)
    const refusal = createRefusal(response, reason, debugId, request)
    throw isTransientStatus(status) || clockWasWrong ? toRetry(refusal) : refusal
  }
  const isEmpty = text.trim() === ''
  if (status < 400 && (body || (mayBeEmpty && isEmpty))) {
    return { body: body ?? {}, sentAt: request.sentAt, quote, badResponse: incomplete }
  }
  const { what, hint } = explainGateway(status, isJson ? 'json' : isEmpty ? 'empty' : findKind(text, headers))
  const failure = incomplete(what, hint)
  throw isTransientStatus(status) ? toRetry(failure) : failure
}

/** @type {Reason} */
const noReason = { error: undefined, errorDescription: undefined, named: false }

/** @param {Reason} reason */
const pickReason = ({ error, errorDescription }) => ({ error, errorDescription })

/**
 * Makes the error for what IMS refused.
 * @param {Response} response
 * @param {Reason} reason
 * @param {string | undefined} debugId
 * @param {Sent} request
 */
function createRefusal({ status, headers }, { error, errorDescription }, debugId, { host, grant, certificateSha1 }) {
  const said = [error, errorDescription].filter(Boolean).join(': ') || 'no reason given'
  const did = status === 429 ? 'got too many requests' : status >= 500 ? 'failed' : 'rejected the request'
  const refusal = { status, error, errorDescription, grant: grant ?? null }
  const { field, hint } = explainRefusal(refusal, certificateSha1)
  const details = { status, error, errorDescription, debugId, grant, field, hint }
  const seconds = Math.ceil(readRetryAfter(headers) / 1000)
  const when = seconds > 0 ? `; Retry-After: ${seconds} s` : ''
  return new ImsError('ERR_IMS_REJECTED', `${host} ${did}: ${said} (HTTP ${status}${when}).`, details)
}

/**
 * Finds the reason in the body: that of IMS (RFC 6749 section 5.2), of Adobe's API gateway, or of any other.
 * @param {Record<string, any>} body
 * @param {Answer['quote']} quote
 * @returns {Reason}
 */
function readReason(body, quote) {
  const { error, error_code: errorCode } = body
  const [first] = Array.isArray(body.errors) ? body.errors : []
  const nested = [error?.message, body.fault?.faultstring, first, first?.detail, first?.message, first?.title]
  const texts = [...reasonNames.map((name) => body[name]), ...nested]
  return {
    error: quote(error) ?? quote(typeof errorCode === 'number' ? String(errorCode) : errorCode),
    errorDescription: texts.map(quote).find((text) => text !== undefined),
    named: error !== undefined || errorCode !== undefined,
  }
}

/** What servers call the reason; the names of IMS and of Adobe's API gateway first. */
const reasonNames = [
  'error_description',
  'message',
  'error_message',
  'errorMessage',
  'error_msg',
  'Message',
  'msg',
  'reason',
  'detail',
  'title',
]

/** How other servers fill `error`: with the words of the status, such as “Not Found”. */
const reasonPhrase = /^[A-Z][a-z]+( [A-Z][a-z]+)*$/

/**
 * Whether IMS itself refused. Proxies and gateways answer 4xx too, and they know nothing about the connection.
 * @param {Response} response
 * @param {string} text
 * @param {Record<string, unknown> | undefined} body
 * @param {Reason} reason
 * @param {string | undefined} debugId which only IMS sends
 */
function isRefusal({ status, headers }, text, body, { error, named }, debugId) {
  if (status < 400) return typeof error === 'string' && isWithoutResult(body)
  if (isMarkup(text, headers) || status === 407 || status === 511) return false
  if (named && (debugId !== undefined || isKnownError(error))) return true
  if (error !== undefined && reasonPhrase.test(error)) return false
  if (status >= 500) return error !== undefined
  return status === 429 || ((status === 400 || status === 401) && (named || debugId !== undefined))
}

/** @param {Record<string, unknown> | undefined} body */
const isWithoutResult = (body) => typeof body?.access_token !== 'string' && typeof body?.valid !== 'boolean'

/**
 * @param {string} text
 * @param {Headers} headers
 */
const isMarkup = (text, headers) =>
  /^\s*</.test(text) || (/\b(html|xml)\b/i.test(headers.get('content-type') ?? '') && !/^\s*[{[]/.test(text))

/**
 * @param {string} text that is not JSON
 * @param {Headers} headers
 * @returns {import('./gateway.js').Kind}
 */
function findKind(text, headers) {
  if (isMarkup(text, headers)) return 'page'
  return /[\0\ufffd]/.test(text.slice(0, 1000)) ? 'binary' : 'text'
}

/** The title of a web page often names the proxy and its reason. @param {string} text */
const findTitle = (text) => /<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 10_000))?.[1]

/**
 * Sets the clock by the Date header of IMS.
 * @param {import('./request.js').Clock} clock
 * @param {Headers} headers
 * @returns {boolean} whether it was wrong
 */
function correctClock(clock, headers) {
  const { aheadMs } = clock
  const theirs = parseHttpDate(headers.get('date'))
  clock.aheadMs = theirs === undefined ? 0 : theirs - Date.now()
  return Math.abs(clock.aheadMs - aheadMs) > clockToleranceMs
}

/**
 * @param {Response} response
 * @param {AbortSignal} signal
 * @returns {Promise<{ text: string, brokenBy?: 'compression' | 'end', tooLong?: boolean }>}
 */
async function readText(response, signal) {
  const reader = response.body?.getReader?.()
  if (!reader) return { text: await readWhole(response) }
  const stop = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { text: text + decoder.decode() }
      size += value.byteLength
      if (size > maxResponseBytes) {
        stop()
        return { text: '', tooLong: true }
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch (error) {
    // Nothing of what it threw is passed on: it may hold the request.
    const isCompression = /^Z_|^ERR__ERROR|BROTLI|ZSTD/.test(systemCode(error) ?? '')
    return { text, brokenBy: isCompression ? 'compression' : 'end' }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** For a response without a readable stream, as other fetch libraries and tests make them. @param {Response} response */
async function readWhole(response) {
  if (!response.body || typeof response.text !== 'function') return ''
  return (await response.text()).slice(0, maxResponseBytes)
}

/**
 * @param {string} text
 * @returns {{ body?: Record<string, any>, isJson: boolean }} `body`: if the text is a JSON object
 */
function parseObject(text) {
  try {
    const value = JSON.parse(text)
    return { isJson: true, ...(isObject(value) && { body: value }) }
  } catch {
    return { isJson: false }
  }
}

/**
 * Makes a text that someone else wrote safe to show: on one line, without invisible characters, of limited length, and
 * without the secrets of the request, which the answer may echo.
 * @param {string} text
 * @param {string[]} secrets
 */
function quoteForeign(text, secrets) {
  const start = text.slice(0, 4 * maxTextLength)
  const line = replaceInvisible(start.replace(/\s+/g, ' '), () => '').trim()
  return Array.from(redact(line, secrets)).slice(0, maxTextLength).join('') || undefined
}
