import { explain } from './refusals.js'

/**
 * @typedef {import('./recognize.js').Recognized} Recognized
 * @typedef {Recognized & { file: string }} Found
 * @typedef {import('../../core/types.js').Ims} Ims
 * @typedef {import('../../core/types.js').Connection} Connection
 *
 * @typedef {object} Rule for a field that only one value may fill
 * @property {'clientId' | 'privateKey' | 'certificate'} field
 * @property {Recognized['what'][]} refused the kinds of files that are rejected if there are several values
 * @property {(ims: Ims) => import('./refusals.js').Reason} reason
 * @property {(ims: Ims, value: string) => string | null} [identity] the same for two spellings of one value
 */

/** Credential files first: keys and certificates may belong to another one. @type {Rule[]} */
const rules = [
  {
    field: 'clientId',
    refused: ['credentials', 'connection'],
    reason: () => explain('several_credential_files'),
  },
  {
    field: 'privateKey',
    refused: ['private-key'],
    reason: (ims) => coreReason(ims, 'several_keys'),
    identity: (ims, key) => ims.inspectKey(key).fingerprints.spkiSha256,
  },
  {
    field: 'certificate',
    refused: ['certificate'],
    reason: () => explain('several_certificates'),
    identity: (ims, certificate) => ims.inspectKey('', { certificate }).fingerprints.certificateSha1,
  },
]

/** @param {Ims} ims @param {import('../../core/types.js').IssueCode} code of an issue without params */
function coreReason({ tables }, code) {
  const { message, hint } = /** @type {import('../../core/types.js').IssueRule} */ (
    tables.issues.find((rule) => rule.code === code)
  )
  return { code, message, hint }
}

/**
 * Merges the fields of all files. Files that contradict one another are all rejected.
 * @param {Ims} ims @param {Found[]} found
 */
export function merge(ims, found) {
  /** @type {import('./read.js').Refused[]} */
  const refused = []
  let kept = found
  for (const { field, refused: kinds, reason, identity } of rules) {
    const values = kept.map(({ patch }) => patch[field]).filter((value) => value !== undefined)
    if (new Set(values.map((value) => identity?.(ims, value) ?? value)).size < 2) continue
    const [out, rest] = [true, false].map((is) => kept.filter(({ what }) => kinds.includes(what) === is))
    refused.push(...(out ?? []).map(({ file }) => ({ file, ...reason(ims) })))
    kept = rest ?? []
  }
  /** @type {Connection} */
  const patch = Object.assign({}, ...kept.map((one) => one.patch))
  return { patch, kept, refused }
}
