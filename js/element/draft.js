/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('../index.js').Context} Context
 * @typedef {import('../index.js').FieldName} FieldName
 * @typedef {import('../index.js').Issue} Issue
 * @typedef {import('../index.js').ListedCertificate} ListedCertificate
 * @typedef {ReturnType<typeof createDraft>} Draft
 * @typedef {Pick<Issue, 'field' | 'severity' | 'message' | 'hint'> & { code?: string, params?: object }} ShownIssue also what
 *   IMS said of a field
 */

/**
 * The connection being filled in: its values, the fields whose issues are to be shown, and those issues. The one place
 * of the form's state; without DOM.
 *
 * A field's issues show once it has been left, and from then on follow every key, so that mending is seen at once.
 * All fields that have been left are asked about together, since one field's value may be another's mistake.
 * @param {import('../index.js').Ims} ims
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
  /** @type {Set<FieldName>} */
  let left = new Set()
  /** @type {Issue[]} */
  let issues = []
  /** @type {ShownIssue | undefined} */
  let refused
  /** @type {{ of: unknown[], report?: import('../index.js').KeyReport }} */
  let lastKey = { of: [] }

  /** @param {Iterable<FieldName>} fields */
  const ask = (fields) =>
    ims.validate(values, { ...context, fields: [...fields].filter((name) => !kept.includes(name) || values[name]) })
  const everything = () => ask(ims.tables.fieldNames)

  function check() {
    issues = ask(left).issues
  }

  /** @param {string} name @returns {ShownIssue[]} */
  const issuesOf = (name) => {
    const known = [...issues, ...(refused ? [refused] : [])].filter(({ field }) => field === name)
    const more = name === 'privateKey' ? (key()?.issues ?? []) : [] // how it stands to the certificates
    return [...known, ...more.filter(({ code }) => known.every((issue) => issue.code !== code))]
  }

  /** What the key is, once it has been left. @returns {import('../index.js').KeyReport | undefined} */
  function key() {
    const { privateKey, passphrase, certificate } = values
    if (!privateKey || !left.has('privateKey')) return undefined
    const of = [privateKey, passphrase, certificate, certificates]
    if (of.some((value, i) => value !== lastKey.of[i]))
      lastKey = { of, report: ims.inspectKey(privateKey, { passphrase, certificate, certificates, now: context.now }) }
    return lastKey.report
  }

  /** Shows what is wrong with a field. @param {FieldName} name */
  function judge(name) {
    left.add(name)
    check()
  }

  /** What came from elsewhere is judged at once, what is missing only later. */
  function checkGiven() {
    refused = undefined
    left = new Set(ims.tables.fieldNames.filter((name) => values[name] !== undefined && values[name] !== ''))
    check()
  }

  return {
    issuesOf,
    everything,
    key,

    /** @param {string} name @returns {string} */
    value: (name) => values[name] ?? '',

    get values() {
      return { ...values }
    },

    get context() {
      return context
    },
    set context(given) {
      context = given
      check()
    },

    get kept() {
      return kept
    },
    set kept(names) {
      kept = names
      check()
    },

    /** The connection as it would be used: trimmed, defaults filled in. */
    normalised: () => ims.validate(values, { fields: [] }).connection,

    /** What would be signed, where enough is known. @param {Date} now @returns {Record<string, unknown> | undefined} */
    claims(now) {
      try {
        return ims.claims(values, { now })
      } catch {
        return undefined
      }
    },

    /** As a person types. @param {string} name @param {string} value */
    set(name, value) {
      const shown = issuesOf(name).length > 0
      values[name] = value
      if (refused?.field === name) refused = undefined
      if (shown) check()
    },

    /** As a person leaves a field; who only passes through an empty one is not scolded. @param {FieldName} name */
    leave(name) {
      if (values[name] !== undefined) judge(name)
    },

    judge,

    /** Another connection instead. @param {Connection} connection */
    replace(connection) {
      values = { ...connection }
      certificates = undefined
      checkGiven()
    },

    /**
     * What files hold, over what there is.
     * @param {Connection} patch @param {ListedCertificate[]} [listed] certificates of the credential
     */
    patch(patch, listed) {
      values = { ...values, ...patch }
      certificates = listed ?? certificates
      checkGiven()
    },

    /** Everything checked, for use. */
    validate() {
      left = new Set(ims.tables.fieldNames)
      refused = undefined
      const result = everything()
      issues = result.issues
      return result
    },

    /** IMS has refused what a field holds; said there until it is edited. @param {import('./host.js').Refusal} refusal */
    refuse({ field, code, message, hint }) {
      if (field) refused = { field, code, severity: 'error', message, hint }
    },
  }
}
