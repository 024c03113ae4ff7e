// Checks whether an access token is still valid, and ends one early.
import { load } from '#core'
import { requireConnection } from './grants.js'
import { requireConnectionObject, requireRequestOptions, requireText } from './options.js'
import { sendRequest } from './request.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./request.js').RequestOptions} RequestOptions
 */

/**
 * Revokes an access token before it expires (IMS: `/ims/invalidate_token/v2`).
 * @param {string} token the access token
 * @param {Connection} connection of which `clientId`, `clientSecret` and `imsHost` are used
 * @param {RequestOptions} [options] a deadline, retries and `fetch`
 * @returns {Promise<void>} resolves when IMS has revoked it
 * @throws {import('../core/errors.js').ImsError} as `requestToken` does
 * @throws {TypeError} for a wrong argument
 * @example
 * import { invalidateToken, requestToken } from 'imskit/token'
 *
 * const { accessToken } = await requestToken(connection)
 * await invalidateToken(accessToken, connection)
 */
export async function invalidateToken(token, connection, options = {}) {
  const { clientId, clientSecret, imsHost } = await readArguments(token, connection, options, ['clientSecret'])
  const form = { token_type: 'access_token', token, client_id: clientId, client_secret: clientSecret }
  await sendRequest(
    {
      url: `${imsHost}/ims/invalidate_token/v2`,
      headers: { 'x-ims-clientid': clientId },
      writeForm: () => form,
      mayBeEmpty: true,
    },
    options,
  )
}

/**
 * Calls IMS to check whether an access token is still valid (`/ims/validate_token/v1`).
 * @param {string} token the access token
 * @param {Connection} connection of which `clientId` and `imsHost` are used
 * @param {RequestOptions} [options] a deadline, retries and `fetch`
 * @returns {Promise<{ valid: boolean, reason?: string }>} `reason`: why it is not valid, if IMS says so
 * @throws {import('../core/errors.js').ImsError} as `requestToken` does
 * @throws {TypeError} for a wrong argument
 * @example
 * import { requestToken, validateToken } from 'imskit/token'
 *
 * const { accessToken } = await requestToken(connection)
 * const { valid } = await validateToken(accessToken, connection)
 */
export async function validateToken(token, connection, options = {}) {
  const { clientId, imsHost } = await readArguments(token, connection, options, [])
  const form = { type: 'access_token', token, client_id: clientId }
  const { body, quote, badResponse } = await sendRequest(
    { url: `${imsHost}/ims/validate_token/v1`, writeForm: () => form },
    options,
  )
  if (typeof body.valid !== 'boolean') {
    throw badResponse(
      'did not say whether the token is valid',
      'Check IMS Host. A proxy may have responded instead of IMS.',
    )
  }
  const reason = quote(body.reason)
  return { valid: body.valid, ...(reason && { reason }) }
}

/**
 * @param {string} token
 * @param {Connection} connection
 * @param {RequestOptions} options
 * @param {'clientSecret'[]} more fields that are used too
 */
async function readArguments(token, connection, options, more) {
  requireText(token, 'token')
  requireConnectionObject(connection)
  requireRequestOptions(options)
  const checked = requireConnection(await load(), connection, ['clientId', 'imsHost', ...more])
  return /** @type {Record<'clientId' | 'clientSecret' | 'imsHost', string>} */ (/** @type {unknown} */ (checked))
}
