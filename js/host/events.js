// What the host reports of a request, to the logger and to onEvent.
import { notify } from '../core/callbacks.js'
import { causeForms, describeCause } from '../core/cause.js'

/**
 * @typedef {object} Logger the part of pino's interface that the host uses
 * @property {(fields: object, message: string) => unknown} info called for a request with a status below 500, and
 *   for a token. `fields` are those of the event
 * @property {(fields: object, message: string) => unknown} warn called for a status of 500 and more, and for a
 *   failed exchange
 *
 * @typedef {object} RequestEvent a request to the host was handled
 * @property {'request'} type the kind of event
 * @property {string} [method] the method, if it is a common one
 * @property {string} route one of the host's own, or `other`
 * @property {number} status HTTP status
 * @property {number} durationMs how long that took, in milliseconds, to a tenth
 * @property {import('../core/types.js').ErrorCode} [code] of the error in the response
 * @property {string} [cause] name of the exception behind ERR_HOST_FAILED, for example `TypeError`
 * @property {string} [causeCode] its `code`, for example `ECONNREFUSED`
 * @property {string} [at] where it was thrown: function, file, line and column
 *
 * @typedef {object} ExchangeEvent a token was requested from IMS
 * @property {'exchange'} type the kind of event
 * @property {string} imsOrigin origin of IMS, for example `https://ims-na1.adobelogin.com`
 * @property {number} durationMs how long that took, in milliseconds, to a tenth, including retries
 * @property {import('../core/types.js').ErrorCode} [code] of the error, if the exchange failed. The members below come from IMS
 * @property {number} [status] HTTP status
 * @property {string} [error] RFC 6749 section 5.2
 * @property {string} [debugId] the `x-debug-id` header, for Adobe Support
 */

const word = /^[\w.-]{1,64}$/
const number = /^\d{1,15}(\.\d)?$/

/** The members that are reported. A value of another form is left out, since it may be anything. @type {Record<string, RegExp>} */
const members = {
  type: /^(request|exchange)$/,
  method: /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/,
  route: /^(\/api\/token|\/api\/context|\/healthz|other)$/,
  status: number,
  durationMs: number,
  code: /^ERR_[A-Z_]{1,60}$/,
  imsOrigin: /^https?:\/\/[\w.:[\]-]{1,260}$/,
  error: word,
  debugId: word,
  ...causeForms,
}

/**
 * Reports events. A logger or listener that fails, at once or later, never fails a request.
 * @param {Logger} logger @param {(event: any) => void} onEvent
 */
export const createReport =
  (logger, onEvent) =>
  /** @param {'info' | 'warn'} level @param {RequestEvent | ExchangeEvent} given @param {string} message */
  (level, given, message) => {
    const event = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => members[name]?.test(String(value))),
    )
    const { type, ...fields } = event
    notify(() => logger[level](fields, message))
    notify(
      () => onEvent(event),
      (reason) => logger.warn(describeCause(reason), 'onEvent failed'),
    )
  }
