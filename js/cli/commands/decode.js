import { ImsError, load } from '../../index.js'
import { out, writeJson } from '../output.js'
import { writeExpiry } from '../time.js'
import { UsageError } from '../usage.js'

/** No JWT is nearly as long. */
const maxInputBytes = 1024 * 1024

/** @param {import('commander').Command} program */
export function addDecode(program) {
  program
    .command('decode')
    .description('show header, claims and time left of a JWT or access token')
    .argument('[jwt]', 'read from standard input where it is not given')
    .option('--json', 'print the result as JSON')
    .action(async (given, { json }) => {
      const jwt = (given ?? (await readStandardInput())).trim().replace(/^Bearer\s+/i, '')
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
      out.write(out.paint('dim', 'The signature was not checked.'))
    })
}

async function readStandardInput() {
  if (process.stdin.isTTY) throw new UsageError('give a JWT, or send one to standard input')
  const chunks = []
  let size = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxInputBytes) throw new ImsError('ERR_JWT_MALFORMED', 'This is too long to be a JWT.')
  }
  return Buffer.concat(chunks).toString()
}

/**
 * From `exp` (RFC 7519 section 4.1.4) or, in Adobe's access tokens, `created_at` and `expires_in` in milliseconds.
 * @param {Record<string, unknown>} claims
 */
function findExpiry({ exp, created_at: createdAt, expires_in: expiresIn }) {
  const date = new Date(typeof exp === 'number' ? exp * 1000 : Number(createdAt) + Number(expiresIn))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/**
 * Claims and, where they have one, their expiry.
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
