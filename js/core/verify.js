// Checks the registered claims of a JWT whose signature was verified: RFC 7519 section 4.1.
import { ImsError } from './errors.js'
import { toSeconds } from './input.js'
import { date, flag, number, rule, text } from './options.js'

/** @typedef {import('./types.js').VerifyOptions} VerifyOptions */

const oneOrMore = rule(
  'a non-empty string, or an array of them',
  (value) => text.fits(value) || (Array.isArray(value) && value.length > 0 && value.every(text.fits)),
)

/** @type {import('./options.js').Members} */
export const verifyMembers = {
  issuer: oneOrMore,
  audience: oneOrMore,
  clockTolerance: number(0, 86_400),
  now: date,
  ignoreExpiration: flag,
}

/** @param {string} message */
const wrongClaim = (message) => new ImsError('ERR_JWT_CLAIM', message)

/**
 * The value of a NumericDate claim, or undefined.
 * @param {Record<string, unknown>} payload @param {string} name
 */
function readTime(payload, name) {
  const value = payload[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongClaim(`The JWT’s ${name} is not a number of seconds.`)
}

/** @param {unknown} claim @param {string | readonly string[]} expected */
function includesAny(claim, expected) {
  const accepted = Array.isArray(expected) ? expected : [expected]
  return (Array.isArray(claim) ? claim : [claim]).some((one) => accepted.includes(one))
}

/**
 * @param {Record<string, unknown>} payload @param {VerifyOptions} options
 * @throws {ImsError} ERR_JWT_EXPIRED, ERR_JWT_NOT_YET_VALID, ERR_JWT_CLAIM
 */
export function checkClaims(payload, { issuer, audience, clockTolerance = 0, now, ignoreExpiration = false }) {
  const seconds = toSeconds(now)
  const [exp, nbf] = [readTime(payload, 'exp'), readTime(payload, 'nbf')]
  if (exp !== undefined && !ignoreExpiration && seconds - clockTolerance >= exp) {
    const hint = 'Make a new JWT. If it was made just now, check the clocks of both computers.'
    throw new ImsError('ERR_JWT_EXPIRED', 'The JWT has expired.', { hint })
  }
  if (nbf !== undefined && seconds + clockTolerance < nbf) {
    const hint = 'Wait, or check the clocks of both computers.'
    throw new ImsError('ERR_JWT_NOT_YET_VALID', 'The JWT is not valid yet.', { hint })
  }
  if (issuer !== undefined && (typeof payload.iss !== 'string' || !includesAny(payload.iss, issuer))) {
    throw wrongClaim('The JWT’s iss is not the expected issuer.')
  }
  if (audience !== undefined && !includesAny(payload.aud, audience)) {
    throw wrongClaim('The JWT’s aud is not the expected audience.')
  }
}
