import { encodeBase64 } from '../../core/base64.js'
import { kindOf } from './kinds.js'
import { Refusal, refuse } from './refusals.js'
import { decodeText } from './text.js'

/**
 * @typedef {import('../../core/types.js').Ims} Ims
 * @typedef {import('../../core/types.js').Issue} Issue
 *
 * @typedef {import('../../core/types.js').CredentialCandidate} Candidate
 *
 * @typedef {object} Recognized
 * @property {'private-key' | 'certificate' | 'credentials' | 'connection'} what
 * @property {string} [source] of credentials: which file it is, as `importCredentials` names it
 * @property {import('../../core/types.js').KeyReport} [report] of a key or a certificate
 * @property {Issue[]} issues
 * @property {import('../../core/types.js').Connection} patch the fields that it fills in
 * @property {import('../../core/types.js').ListedCertificate[]} [certificates] that the credentials list
 * @property {Candidate[]} [candidates] all credentials of the file; `patch` has the first
 */

/**
 * Finds out what a file is from its content only.
 * @param {Ims} ims @param {Uint8Array} bytes @param {string} passphrase
 * @returns {Promise<Recognized>}
 * @throws {Refusal}
 */
export async function recognize(ims, bytes, passphrase) {
  if (bytes.length === 0) throw refuse('empty')
  const { code, kind } = kindOf(bytes)
  if (code) throw code === 'zip' ? refuse('nested_zip') : refuse(code, { kind })
  const text = decodeText(bytes)
  const credentials = text === undefined ? undefined : await readCredentials(ims, text)
  return credentials ?? readKey(ims, text ?? bytes, passphrase)
}

/** @param {Ims} ims @param {string} text @returns {Promise<Recognized | undefined>} undefined if it may be a key */
async function readCredentials(ims, text) {
  const { source, connection: patch, certificates, candidates, issues } = await ims.importCredentials(text)
  if (source === 'connection') {
    if (candidates.length > 1) throw refuse('several_connections', { actual: candidates.length })
    return { what: source, issues, patch }
  }
  if (source) return { what: 'credentials', source, issues, patch, certificates, candidates }
  // A JWK is JSON too. A key inside a file of another product is not used.
  const [issue] = issues
  const other = issue?.code !== 'unknown_credentials' || /^\s*\{/.test(text)
  if (issue && other && ims.inspectKey(text).format !== 'JWK') throw new Refusal(issue)
  return undefined
}

/** Codes for texts that are not a key at all, or too large for one. */
const noKey = ['not_a_key', 'required', 'too_large']

/** @param {Ims} ims @param {string | Uint8Array} file @param {string} passphrase @returns {Recognized} */
function readKey(ims, file, passphrase) {
  const report = ims.inspectKey(file, { passphrase })
  const issue = report.issues.find(({ severity }) => severity === 'error')
  if (issue?.code === 'certificate') return readCertificate(ims, toText(file))
  if (issue && noKey.includes(issue.code)) throw refuse('unknown_file')
  // The form reports a missing passphrase at its field.
  if (issue && issue.field !== 'passphrase') throw new Refusal(issue)
  const privateKey = typeof file !== 'string' && report.usable && !report.encrypted ? ims.toPkcs8(file) : toText(file)
  return { what: 'private-key', report, issues: report.issues, patch: { privateKey } }
}

/** @param {Ims} ims @param {string} certificate @returns {Recognized} */
function readCertificate(ims, certificate) {
  const report = ims.inspectKey('', { certificate })
  const issues = report.issues.filter(({ field }) => field === 'certificate')
  const error = issues.find(({ severity }) => severity === 'error')
  if (error) throw new Refusal(error)
  return { what: 'certificate', report, issues, patch: { certificate } }
}

/** Writes a binary key in base64, which the core reads as PEM without its markers. @param {string | Uint8Array} file */
const toText = (file) => (typeof file === 'string' ? file : encodeBase64(file))
