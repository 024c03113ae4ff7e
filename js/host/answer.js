// What an error becomes: an HTTP status and a body.
import { ImsError } from '#core'

/** The HTTP status of every error that is answered; of another of IMS it is 502, of anything else 500. @type {Record<string, number>} */
const statuses = {
  ERR_HOST_BAD_REQUEST: 400,
  ERR_CONNECTION_INVALID: 400,
  ERR_JWT_MALFORMED: 400,
  ERR_HOST_UNAUTHORIZED: 401,
  ERR_HOST_FORBIDDEN_ORIGIN: 403,
  ERR_HOST_FORBIDDEN_HOST: 403,
  ERR_HOST_FORBIDDEN_IMS: 403,
  ERR_HOST_NOT_FOUND: 404,
  ERR_HOST_UNKNOWN_CONNECTION: 404,
  ERR_HOST_METHOD: 405,
  ERR_HOST_CHANGED: 412,
  ERR_HOST_TOO_LARGE: 413,
  ERR_HOST_CONTENT_TYPE: 415,
  ERR_HOST_RATE_LIMITED: 429,
  ERR_IMS_TIMEOUT: 504,
}

/** What is not ours may hold anything, so nothing of it is told. @param {unknown} error */
export const asImsError = (error) =>
  error instanceof ImsError ? error : new ImsError('ERR_HOST_FAILED', 'The host failed. Try again, or look at its log.')

/**
 * These members and no other; `status` to `debugId` are from IMS. Of several issues the first error is the message.
 * @type {import('hono').ErrorHandler}
 */
export function answerError(error, c) {
  const { code, message, issues, ...details } = asImsError(error)
  const issue = issues?.find(({ severity }) => severity === 'error')
  const { field, hint, status, error: refusal, errorDescription, debugId } = { ...details, ...issue }
  const known = statuses[code] ?? (code.split('_')[1] === 'IMS' ? 502 : 500)
  return c.json(
    {
      code,
      message: issue?.message ?? message,
      hint,
      field,
      status,
      error: refusal,
      errorDescription,
      debugId,
      issues,
    },
    /** @type {import('hono/utils/http-status').ContentfulStatusCode} */ (known),
  )
}

/**
 * What is asked in another way than the routes of an address take it.
 * @param {import('hono').Hono} app @param {string} path @param {string} allow the methods that it takes
 */
export function refuseOtherMethods(app, path, allow) {
  app.all(path, (c) => {
    c.header('allow', allow)
    throw new ImsError('ERR_HOST_METHOD', `This address takes ${allow} alone.`)
  })
}
