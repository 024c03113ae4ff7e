// The list of connections over HTTP.
import { compress } from 'hono/compress'
import { notify } from '../../core/callbacks.js'
import { isObject } from '../../core/options.js'
import { badRequest, limitBody, readObject, requireJson } from '../../host/body.js'
import { refuseOtherMethods } from '../../host/error-answer.js'
import { load } from '../../index.js'
import { isFieldValue } from './entry.js'

const path = '/api/connections'

/**
 * Adds the routes of the list to a host.
 *
 *   GET    /api/connections        → { file, connections, version }: see `List`. No answer contains a secret
 *   POST   /api/connections        { connection, keepSecrets? } adds one; { restore } restores a removed one
 *   PUT    /api/connections/NAME   { connection, keepSecrets?, removeSecrets? } replaces all fields except the secrets;
 *                                  `removeSecrets: true` removes those from the file
 *   DELETE /api/connections/NAME   → additionally the name as `removed`, and `undo`, the word for `restore`
 *
 * Without `keepSecrets: true` no secret of a request is written; those in the file stay. A name must be valid and unique;
 * everything else may be saved with errors, which the list then shows. Changing IMS Host or IMS Exchange of a connection with
 * a stored secret needs that secret. ?entry=NUMBER instead of the name, or together with a name that several have, says which
 * is meant. A change names the version that it was made from in If-Match, and answers as GET does; 412 has the new version.
 *
 * Lists from 1 KB on are compressed for clients that accept it. That gives nothing away (BREACH), because they contain no
 * secret. An answer to DELETE is not compressed, because of its word.
 * @param {import('hono').Hono} app a host, whose checks come before these routes
 * @param {ReturnType<typeof import('./list.js').openList>} list
 * @param {import('../../host.js').Logger} logger
 */
export function serveConnections(app, list, logger) {
  const log = (/** @type {object} */ fields, /** @type {string} */ message) =>
    notify(() => logger.info(fields, message))

  app.get(path, compress(), async (c) => answer(c, await list.list()))

  app.post(path, compress(), requireJson, limitBody, async (c) => {
    const { restore, ...save } = await readRequest(await c.req.text())
    const version = readVersion(c)
    if (restore !== undefined) {
      const restored = await list.restore(restore, version)
      log({}, 'connection restored')
      return answer(c, restored, 201)
    }
    const added = await list.add(save, version)
    log(describe(save), 'connection added')
    return answer(c, added, 201)
  })

  app.put(`${path}/:name?`, compress(), requireJson, limitBody, async (c) => {
    const { restore, ...save } = await readRequest(await c.req.text())
    if (restore !== undefined) throw badRequest('To restore a connection, use POST.', 'restore')
    const saved = await list.replace(readPlace(c), save, readVersion(c))
    log(describe(save), 'connection saved')
    return answer(c, saved)
  })

  app.delete(`${path}/:name?`, async (c) => {
    const left = await list.remove(readPlace(c), readVersion(c))
    log({ connection: left.removed }, 'connection removed')
    return answer(c, left)
  })

  refuseOtherMethods(app, path, 'GET, HEAD, POST')
  refuseOtherMethods(app, `${path}/:name`, 'PUT, DELETE')
}

/** For the log. @param {import('./list.js').Save} save */
const describe = ({ connection, keepSecrets }) => ({
  connection: connection.name,
  ...(keepSecrets && { secrets: 'kept' }),
})

/** With its length, by which the compression leaves short lists as they are. @param {import('hono').Context} c @param {import('./list.js').List} list @param {200 | 201} [status] */
function answer(c, list, status = 200) {
  const body = new TextEncoder().encode(JSON.stringify(list))
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
  return c.body(body, status, { ...headers, etag: `"${list.version}"` })
}

/** @param {import('hono').Context} c @returns {import('./list.js').Place} */
function readPlace(c) {
  const name = c.req.param('name') ?? ''
  const entry = c.req.query('entry')
  if (entry === undefined) return { name }
  if (!/^[1-9]\d{0,8}$/.test(entry)) throw badRequest('entry must be a whole number of at least 1.', 'entry')
  return { name, number: Number(entry) }
}

/** An entity tag, RFC 9110 section 13.1.1; also a weak one, which the compression makes of it. @param {import('hono').Context} c */
function readVersion(c) {
  const version = /^(?:W\/)?"([\w-]{1,64})"$/.exec(c.req.header('if-match') ?? '')?.[1]
  if (version !== undefined) return version
  const hint = 'Send the version of the list that you changed, in quotes.'
  throw badRequest('The header If-Match is missing.', undefined, hint)
}

/**
 * Reads a change: fields only, each a string or a list of strings. `{ env }` and names of key files are
 * refused: with them, a page could read environment variables and files of this machine.
 * @param {string} text
 * @returns {Promise<import('./list.js').Save & { restore?: string }>}
 * @throws {import('../../core/errors.js').ImsError} ERR_HOST_BAD_REQUEST
 */
async function readRequest(text) {
  const { tables } = await load()
  const body = readObject(text)
  const allowed = Object.hasOwn(body, 'restore') ? ['restore'] : ['connection', 'keepSecrets', 'removeSecrets']
  if (Object.keys(body).some((name) => !allowed.includes(name))) {
    throw badRequest('The body may contain only connection, keepSecrets and removeSecrets, or only restore.')
  }
  const { connection = {}, keepSecrets = false, removeSecrets = false, restore } = body
  if (restore !== undefined && typeof restore !== 'string') throw badRequest('restore must be a string.', 'restore')
  if (typeof keepSecrets !== 'boolean') throw badRequest('keepSecrets must be true or false.', 'keepSecrets')
  if (typeof removeSecrets !== 'boolean') throw badRequest('removeSecrets must be true or false.', 'removeSecrets')
  if (!isObject(connection)) throw badRequest('connection must be an object.', 'connection')
  for (const [name, value] of Object.entries(connection)) {
    if (!tables.fieldNames.some((field) => field === name)) {
      throw badRequest(`connection may contain only ${tables.fieldNames.join(', ')}.`)
    }
    if (!isFieldValue(value)) throw badRequest(`${name} must be a string or a list of strings.`, name)
  }
  return { connection, keepSecrets, removeSecrets, restore }
}
