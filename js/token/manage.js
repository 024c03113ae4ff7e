import { load } from '#core'
import { ask } from './ask.js'
import { requireAskOptions, requireObject, requireText } from './check.js'
import { check } from './exchange.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('./ask.js').AskOptions} AskOptions
 */

/**
 * Ends an access token before its time, at IMS (`/ims/invalidate_token/v2`).
 * @param {string} token the access token
 * @param {Connection} connection of which clientId, clientSecret and imsHost are used
 * @param {AskOptions} [options]
 * @returns {Promise<void>}
 * @throws {import('../index.js').ImsError} as `requestToken`
 */
export async function invalidateToken(token, connection, options = {}) {
  const { clientId, clientSecret, imsHost } = await read(token, connection, options, ['clientSecret'])
  const form = { token_type: 'access_token', token, client_id: clientId, client_secret: clientSecret }
  await ask(
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
 * Asks IMS whether an access token is good still (`/ims/validate_token/v1`).
 * @param {string} token the access token
 * @param {Connection} connection of which clientId and imsHost are used
 * @param {AskOptions} [options]
 * @returns {Promise<{ valid: boolean, reason?: string }>} `reason`: IMS's own, where it gives one
 * @throws {import('../index.js').ImsError} as `requestToken`
 */
export async function validateToken(token, connection, options = {}) {
  const { clientId, imsHost } = await read(token, connection, options, [])
  const form = { type: 'access_token', token, client_id: clientId }
  const { body, quote, badResponse } = await ask(
    { url: `${imsHost}/ims/validate_token/v1`, writeForm: () => form },
    options,
  )
  if (typeof body.valid !== 'boolean') throw badResponse('did not say whether the token is valid')
  const reason = quote(body.reason)
  return { valid: body.valid, ...(reason && { reason }) }
}

/**
 * @param {string} token @param {Connection} connection @param {AskOptions} options
 * @param {'clientSecret'[]} more
 */
async function read(token, connection, options, more) {
  requireText(token, 'token')
  requireObject(connection, 'connection')
  requireObject(options, 'options')
  requireAskOptions(options)
  const checked = check(await load(), connection, ['clientId', 'imsHost', ...more])
  return /** @type {Record<'clientId' | 'clientSecret' | 'imsHost', string>} */ (/** @type {unknown} */ (checked))
}
