/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('../core/types.js').Context} Context
 * @typedef {import('../core/types.js').FieldName} FieldName
 * @typedef {import('../core/types.js').Issue} Issue
 * @typedef {import('../core/types.js').ListedCertificate} ListedCertificate
 * @typedef {ReturnType<typeof createDraft>} Draft
 * @typedef {Pick<Issue, 'field' | 'severity' | 'message' | 'hint'> & {
 *   code?: string, params?: object, fix?: { code: string, title: string }
 * }} ShownIssue an issue, or why Adobe rejected a field's value
 * @typedef {{ values: Connection, certificates: ListedCertificate[] | undefined }} Snapshot
 */

/** What a token and a signature depend on. @type {FieldName[]} */
export const credentialFields = [
  'clientId',
  'clientSecret',
  'technicalAccountId',
  'organizationId',
  'privateKey',
  'passphrase',
  'imsHost',
  'imsExchange',
  'metaScopes',
  'scopes',
  'certificate',
]

/**
 * The connection that is being edited: its values, the fields whose issues are shown, and the last validation. It holds
 * all state of the form's fields and uses no DOM.
 *
 * A field's issues appear after the user leaves it. While the user types in it again, issues that are fixed disappear at
 * once, and new ones wait until the user leaves it, so that nothing grows under the typing. Each edit validates everything
 * once, because the value of one field can be the mistake of another; what is shown is filtered from that result.
 * @param {import('../core/types.js').Ims} ims
 */
export function createDraft(ims) {
  /** @type {Record<string, any>} */
  let values = {}
  /** @type {Context} */
  let context = {}
  /** @type {FieldName[]} */
  let kept = []
  /** @type {ListedCertificate[] | undefined} */
  let certificates
  /** Fields whose issues are shown. @type {Set<string>} */
  let left = new Set()
  /** The field that is being typed in, and the codes of the issues that it showed before. @type {{ name: string, codes: unknown[] } | undefined} */
  let typing
  /** @type {ReturnType<import('../core/types.js').Ims['validate']>} */
  let result = ims.validate({})
  /** @type {ShownIssue | undefined} */
  let refused
  /** @type {{ of: unknown[], report?: import('../core/types.js').KeyReport }} */
  let lastKey = { of: [] }

  function check() {
    const fields = ims.tables.fieldNames.filter((name) => !kept.includes(name) || isFilled(values[name]))
    result = ims.validate(values, { ...context, fields })
  }

  /** The report about the key, or undefined if there is no key. @returns {import('../core/types.js').KeyReport | undefined} */
  function key() {
    const { privateKey, passphrase, certificate } = values
    if (!privateKey) return undefined
    const of = [privateKey, passphrase, certificate, certificates]
    if (of.some((value, i) => value !== lastKey.of[i]))
      lastKey = { of, report: ims.inspectKey(privateKey, { passphrase, certificate, certificates, now: context.now }) }
    return lastKey.report
  }

  /** @param {string} name @returns {ShownIssue[]} what is shown at a field */
  function issuesOf(name) {
    if (!left.has(name)) return refused?.field === name ? [refused] : []
    const known = [...result.issues, ...(refused ? [refused] : [])].filter(({ field }) => field === name)
    // Whether the key belongs to the certificates: the form has no field for them. The passphrase has one.
    // They say nothing about a text that belongs elsewhere.
    const more = name === 'privateKey' ? (key()?.issues ?? []).filter(({ field }) => field !== 'passphrase') : []
    const isNew = ({ code = '' }) => known.every((issue) => ![code, 'belongs_elsewhere'].includes(String(issue.code)))
    const all = [...known, ...more.filter(isNew)]
    return typing?.name === name ? all.filter(({ code }) => typing?.codes.includes(code)) : all
  }

  /** Issues of values from elsewhere are shown at once; what is missing is reported later. `judge` follows. */
  function showGiven() {
    refused = undefined
    typing = undefined
    left = new Set(ims.tables.fieldNames.filter((name) => isFilled(values[name])))
  }

  return {
    issuesOf,
    key,

    /** @param {string} name @returns {string} */
    value: (name) => values[name] ?? '',

    get values() {
      return { ...values }
    },

    /** The result of validating everything. Fields that are kept elsewhere may be empty. */
    get result() {
      return result
    },

    get context() {
      return context
    },

    get kept() {
      return kept
    },

    /** Validates against other facts. @param {Context} against @param {FieldName[]} elsewhere fields that may be empty */
    judge(against, elsewhere) {
      context = against
      kept = elsewhere
      check()
    },

    /** The user typed; `judge` follows. @param {string} name @param {string} value */
    type(name, value) {
      if (typing?.name !== name) typing = { name, codes: issuesOf(name).map(({ code }) => code) }
      values[name] = value
      if (refused?.field === name) refused = undefined
    },

    /** The user left a field. Tabbing through an empty one reports nothing. @param {string} name */
    leave(name) {
      if (typing?.name === name) typing = undefined
      if (values[name] !== undefined) left.add(name)
    },

    /** Shows the issues of fields. @param {Iterable<string>} names */
    show(names) {
      typing = undefined
      left = new Set([...left, ...names])
    },

    /** The grant has changed: reports neither what is missing in the credential nor Adobe's answer to the other grant. */
    forget() {
      refused = undefined
      const isOpen = (/** @type {string} */ name) =>
        values[name] === undefined && credentialFields.some((field) => field === name)
      left = new Set([...left].filter((name) => !isOpen(name)))
    },

    /** Replaces the connection. @param {Connection} connection */
    replace(connection) {
      values = { ...connection }
      certificates = undefined
      showGiven()
    },

    /**
     * Puts the values of files over the present ones.
     * @param {Connection} patch @param {ListedCertificate[]} [listed] certificates of the credential
     */
    patch(patch, listed) {
      values = { ...values, ...patch }
      certificates = listed ?? certificates
      showGiven()
    },

    /**
     * Puts the values of another credential of the same file in place of those of the first. A value that only the first has
     * goes back to what it was before the import. What the user or another file has changed since stays.
     * @param {Connection} from @param {Connection} to @param {Snapshot} before the import
     * @param {ListedCertificate[]} [listed] certificates of the other credential
     */
    exchange(from, to, before, listed) {
      const old = /** @type {Record<string, any>} */ (before.values)
      for (const [name, value] of Object.entries(from)) {
        if (String(values[name] ?? '') !== String(value)) continue
        if (old[name] === undefined) delete values[name]
        else values[name] = old[name]
      }
      values = { ...values, ...to }
      certificates = listed ?? before.certificates
      showGiven()
    },

    /** Repairs the value that an issue is about; `judge` follows. @param {ShownIssue} issue */
    fix(issue) {
      const { applyFix } = /** @type {any} */ (ims)
      values = { ...applyFix(values, issue) }
      typing = undefined
      left.add(issue.field)
    },

    /** @returns {Snapshot} */
    snapshot: () => ({ values: { ...values }, certificates }),

    /** Goes back to a snapshot. @param {Snapshot} to */
    restore(to) {
      values = { ...to.values }
      certificates = to.certificates
      showGiven()
    },

    /** Adobe rejected the value of a field. This is shown until the value is edited. @param {import('./post-token.js').Refusal} refusal */
    refuse({ field, code, message, hint }) {
      refused = field ? { field, code, severity: 'error', message, hint } : undefined
    },
  }
}

/** @param {unknown} value */
const isFilled = (value) => value !== undefined && value !== ''
