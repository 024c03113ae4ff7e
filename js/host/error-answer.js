// What a client receives for an error: an HTTP status and a body.
import { ImsError } from '#core'

/** The HTTP status of each error. Other errors of IMS answer 502, anything else 500. @type {Record<string, number>} */
const statuses = {
  ERR_HOST_BAD_REQUEST: 400,
  ERR_CONNECTION_INVALID: 400,
  ERR_JWT_MALFORMED: 400,
  ERR_HOST_UNAUTHORIZED: 401,
  ERR_HOST_FORBIDDEN_ORIGIN: 403,
  ERR_HOST_FORBIDDEN_HOST: 403,
  ERR_HOST_FORBIDDEN_IMS: 403,
  ERR_HOST_SECRET_REQUIRED: 403,
  ERR_HOST_NOT_FOUND: 404,
  ERR_HOST_UNKNOWN_CONNECTION: 404,
  ERR_HOST_METHOD: 405,
  ERR_HOST_CHANGED: 412,
  ERR_HOST_TOO_LARGE: 413,
  ERR_HOST_CONTENT_TYPE: 415,
  ERR_HOST_RATE_LIMITED: 429,
  ERR_HOST_DISCONNECTED: 499, // as nginx logs it; the client is no longer there to read it
  ERR_IMS_TIMEOUT: 504,
}

/**
 * The error that a client may see. An error that is not an ImsError may contain anything, so nothing of it is shown.
 * @param {unknown} error @param {import('hono').Context} c
 */
export function asImsError(error, c) {
  if (error instanceof ImsError) return error
  return c.req.raw.signal.aborted
    ? new ImsError('ERR_HOST_DISCONNECTED', 'The client disconnected before its request was complete.')
    : new ImsError('ERR_HOST_FAILED', 'The host failed. Try again. If it happens again, check the host’s log.')
}

/**
 * Responds with a fixed list of members; `retryable` to `debugId` are about a request to IMS. If there are several issues, the
 * message is that of the first error.
 * @type {import('hono').ErrorHandler}
 */
export function answerError(error, c) {
  const { code, message, issues, ...details } = asImsError(error, c)
  const issue = issues?.find(({ severity }) => severity === 'error')
  const { field, hint, retryable, status, error: refusal, errorDescription, debugId } = { ...details, ...issue }
  const { version } = /** @type {{ version?: string }} */ (details)
  const known = statuses[code] ?? (code.split('_')[1] === 'IMS' ? 502 : 500)
  return c.json(
    {
      code,
      message: issue?.message ?? message,
      hint,
      field,
      retryable,
      status,
      error: refusal,
      errorDescription,
      debugId,
      version,
      issues,
    },
    /** @type {import('hono/utils/http-status').ContentfulStatusCode} */ (known),
  )
}

/**
 * Refuses every method of an address that no route has taken.
 * @param {import('hono').Hono} app @param {string} path @param {string} allow the methods that the address takes
 */
export function refuseOtherMethods(app, path, allow) {
  app.all(path, (c) => {
    c.header('allow', allow)
    throw new ImsError('ERR_HOST_METHOD', `Use ${allow.replace(/, (?=\w+$)/, ' or ')} at this address.`)
  })
}
