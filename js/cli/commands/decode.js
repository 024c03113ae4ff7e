import { ImsError, load } from '../../index.js'
import { readText, standardInput } from '../input.js'
import { out, writeJson } from '../output.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage-error.js'

/** No JWT is nearly as long. */
const maxLength = 1024 * 1024

/** @param {import('commander').Command} program */
export function addDecode(program) {
  program
    .command('decode')
    .description('show the header, claims and expiry of a JWT or access token')
    .argument('[jwt]', 'the JWT; if omitted or -, it is read from standard input')
    .option('--json', 'print the result as JSON')
    .action(async (given, { json }) => {
      const isGiven = given !== undefined && given !== standardInput
      const jwt = (isGiven ? given : await readJwt(given)).trim().replace(/^Bearer\s+/i, '')
      const { header, payload } = (await load()).decode(jwt)
      const expiresAt = findExpiry(payload)
      if (json) {
        const secondsLeft = expiresAt && Math.floor((expiresAt.getTime() - Date.now()) / 1000)
        return writeJson({
          header,
          claims: payload,
          expiresAt,
          secondsLeft,
          expired: expiresAt && expiresAt <= new Date(),
        })
      }
      out.write(out.paint('bold', 'Header'))
      out.rows(toRows(header), '  ')
      out.write(out.paint('bold', 'Claims'))
      writeClaims(payload, '  ')
      out.write(out.paint('dim', 'The signature was not verified.'))
    })
}

/** @param {string | undefined} given */
async function readJwt(given) {
  if (given === undefined && process.stdin.isTTY) throw new UsageError('name a JWT, or pipe one to standard input')
  const text = await readText(standardInput).catch((error) => {
    if (error instanceof ImsError && error.code === 'ERR_FILE_UNREADABLE') return ''
    throw error
  })
  if (text.trim() === '') throw new ImsError('ERR_JWT_MALFORMED', 'Standard input contains no JWT.')
  if (text.length > maxLength) throw new ImsError('ERR_JWT_MALFORMED', 'This is too long to be a JWT.')
  return text
}

/**
 * Reads the expiry from `exp` (RFC 7519 section 4.1.4) or, in Adobe's access tokens, from `created_at` and `expires_in` in
 * milliseconds.
 * @param {Record<string, unknown>} claims
 */
function findExpiry({ exp, created_at: createdAt, expires_in: expiresIn }) {
  const date = new Date(typeof exp === 'number' ? exp * 1000 : Number(createdAt) + Number(expiresIn))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/**
 * Prints claims, and their expiry if they have one.
 * @param {Record<string, unknown>} claims @param {string} [indent]
 */
export function writeClaims(claims, indent) {
  const expiresAt = findExpiry(claims)
  const expiry = expiresAt ? writeExpiry(expiresAt) : 'never: there is no expiry time'
  out.rows([...toRows(claims), ['expires', expiry]], indent)
}

/** @param {Record<string, unknown>} members @returns {[string, string][]} */
function toRows(members) {
  return Object.entries(members).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
