// The organization's connections by HTTP.

import { isObject } from '../../core/input.js'
import { refuseOtherMethods } from '../../host/answer.js'
import { badRequest, limitBody, parseObject, requireJson } from '../../host/body.js'
import { load } from '../../index.js'
import { isFieldValue } from './entry.js'

const path = '/api/connections'

/**
 *   GET    /api/connections        → { file, connections, version }: see `List`. No answer holds a secret
 *   POST   /api/connections        { connection, keepSecrets? } adds one; { restore } brings a removed one back
 *   PUT    /api/connections/NAME   { connection, keepSecrets? } replaces all fields but the secrets
 *   DELETE /api/connections/NAME   → with its name as removed, and undo, the word for `restore`
 *
 * Without `keepSecrets: true` no secret of a request is written; those that the file has stay. A name must be valid and
 * unique; all else may be saved with mistakes, which the state then shows. ?entry=NUMBER instead of the name, or beside one
 * that several have, says which is meant. A change names the version that it was made from in If-Match, and answers as GET does.
 * @param {import('hono').Hono} app a host, whose checks come before these routes
 * @param {ReturnType<typeof import('./list.js').createOrganization>} organization
 * @param {import('../../host.js').Logger} logger
 */
export function serveOrganization(app, organization, logger) {
  app.get(path, async (c) => answer(c, await organization.list()))

  app.post(path, requireJson, limitBody, async (c) => {
    const { restore, ...save } = await readRequest(await c.req.text())
    const version = readVersion(c)
    const list =
      restore === undefined ? await organization.add(save, version) : await organization.restore(restore, version)
    logger.info(
      restore === undefined ? tell(save) : {},
      restore === undefined ? 'connection added' : 'connection restored',
    )
    return answer(c, list, 201)
  })

  app.put(`${path}/:name?`, requireJson, limitBody, async (c) => {
    const { restore, ...save } = await readRequest(await c.req.text())
    if (restore !== undefined) throw badRequest('restore goes with POST.', 'restore')
    const list = await organization.replace(readPlace(c), save, readVersion(c))
    logger.info(tell(save), 'connection saved')
    return answer(c, list)
  })

  app.delete(`${path}/:name?`, async (c) => {
    const list = await organization.remove(readPlace(c), readVersion(c))
    logger.info({ connection: list.removed }, 'connection removed')
    return answer(c, list)
  })

  refuseOtherMethods(app, path, 'GET, HEAD, POST')
  refuseOtherMethods(app, `${path}/:name`, 'PUT, DELETE')
}

/** What the log says. @param {import('./list.js').Save} save */
const tell = ({ connection, keepSecrets }) => ({ connection: connection.name, ...(keepSecrets && { secrets: 'kept' }) })

/** @param {import('hono').Context} c @param {import('./list.js').List} list @param {200 | 201} [status] */
const answer = (c, list, status = 200) => c.json(list, status, { etag: `"${list.version}"` })

/** @param {import('hono').Context} c @returns {import('./list.js').Place} */
function readPlace(c) {
  const name = c.req.param('name') ?? ''
  const entry = c.req.query('entry')
  if (entry !== undefined && !/^[1-9]\d{0,8}$/.test(entry))
    throw badRequest('entry must be a number from 1 on.', 'entry')
  return entry === undefined ? { name } : { name, number: Number(entry) }
}

/** An entity tag, RFC 9110 section 13.1.1. @param {import('hono').Context} c */
function readVersion(c) {
  const version = /^"([\w-]{1,64})"$/.exec(c.req.header('if-match') ?? '')?.[1]
  if (version !== undefined) return version
  throw badRequest(
    'The header If-Match is missing.',
    undefined,
    'Give the version of the list that was changed, in quotes.',
  )
}

/**
 * Fields alone, each a text or a list of texts: `{ env }` and names of key files are for who writes the file, since by them
 * a page could read what is on this machine.
 * @param {string} text
 * @returns {Promise<import('./list.js').Save & { restore?: string }>}
 * @throws {ImsError} ERR_HOST_BAD_REQUEST
 */
async function readRequest(text) {
  const { tables } = await load()
  const body = parseObject(text)
  const allowed = Object.hasOwn(body, 'restore') ? ['restore'] : ['connection', 'keepSecrets']
  if (Object.keys(body).some((name) => !allowed.includes(name))) {
    throw badRequest('The body may hold connection and keepSecrets, or restore, and nothing else.')
  }
  const { connection = {}, keepSecrets = false, restore } = body
  if (restore !== undefined && typeof restore !== 'string') throw badRequest('restore must be a string.', 'restore')
  if (typeof keepSecrets !== 'boolean') throw badRequest('keepSecrets must be true or false.', 'keepSecrets')
  if (!isObject(connection)) throw badRequest('connection must be an object.', 'connection')
  for (const [name, value] of Object.entries(connection)) {
    if (!tables.fieldNames.some((field) => field === name)) {
      throw badRequest(`connection may hold ${tables.fieldNames.join(', ')} and nothing else.`)
    }
    if (!isFieldValue(value)) throw badRequest(`${name} must be a text, or a list of texts.`, name)
  }
  return { connection, keepSecrets, restore }
}
