// What is told of a request: to the logger, and to onEvent.

/**
 * @typedef {object} Logger pino's shape
 * @property {(fields: object, message: string) => void} info
 * @property {(fields: object, message: string) => void} warn
 *
 * @typedef {object} RequestEvent
 * @property {'request'} type
 * @property {string} [method] where it is a usual one
 * @property {string} route one of the host's own, or `other`
 * @property {number} status of HTTP
 * @property {number} durationMs to a tenth
 * @property {string} [code] of the error that was answered
 *
 * @typedef {object} ExchangeEvent
 * @property {'exchange'} type
 * @property {string} imsOrigin
 * @property {number} durationMs to a tenth; retries included
 * @property {string} [code] where it failed; the rest is what IMS said
 * @property {number} [status] of HTTP
 * @property {string} [error] RFC 6749 section 5.2
 * @property {string} [debugId] the `x-debug-id` header, for Adobe's support
 */

const word = /^[\w.-]{1,64}$/
const number = /^\d{1,15}(\.\d)?$/

/** The members that are told, and their form: what has another is left out, for it may hold anything. @type {Record<string, RegExp>} */
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
}

/**
 * Neither a logger nor a listener that fails, at once or later, fails a request.
 * @param {Logger} logger @param {(event: any) => void} onEvent
 */
export function createReport(logger, onEvent) {
  /** @param {() => any} tell @param {() => void} [failed] */
  const attempt = (tell, failed = () => {}) => {
    try {
      tell()?.then?.(undefined, failed)
    } catch {
      failed() // what it threw may hold anything
    }
  }
  /** @param {'info' | 'warn'} level @param {RequestEvent | ExchangeEvent} given @param {string} message */
  return (level, given, message) => {
    const event = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => members[name]?.test(String(value))),
    )
    const { type, ...fields } = event
    attempt(() => logger[level](fields, message))
    attempt(
      () => onEvent(event),
      () => attempt(() => logger.warn({}, 'onEvent failed')),
    )
  }
}
