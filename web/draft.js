/**
 * The connection being filled in: its values, the fields whose issues are to be shown, and those issues. The one place
 * of the page's state; without DOM.
 *
 * A field's issues show once it has been left, and from then on follow every key, so that mending is seen at once.
 * All fields that have been left are asked about together, since one field's value may be another's mistake.
 * @param {import('imskit').Ims} ims @param {import('imskit').Context} context
 */
export function createDraft(ims, context) {
  /** @type {Record<string, any>} */
  let values = {}
  /** @type {Set<any> | 'all'} */
  let left = new Set()
  /** @type {import('imskit').Issue[]} */
  let issues = []
  /** @type {(Pick<import('imskit').Issue, 'field' | 'severity' | 'message' | 'hint'>) | undefined} */
  let refused

  function check() {
    const result = ims.validate(values, left === 'all' ? context : { ...context, fields: [...left] })
    issues = result.issues
    return result
  }

  /** @param {string} name */
  const issuesOf = (name) => [...issues, ...(refused ? [refused] : [])].filter(({ field }) => field === name)

  return {
    issuesOf,

    /** @param {string} name @returns {string} */
    value: (name) => values[name] ?? '',

    /** The connection as it would be used: trimmed, defaults filled in. */
    normalised: () => ims.validate(values, { fields: [] }).connection,

    /** What the key is, where it can be used. */
    key() {
      const report = values.privateKey
        ? ims.inspectKey(values.privateKey, { passphrase: values.passphrase })
        : undefined
      return report?.usable ? report : undefined
    },

    /** As a person types. @param {string} name @param {string} value */
    set(name, value) {
      const shown = issuesOf(name).length > 0
      values[name] = value
      if (refused?.field === name) refused = undefined
      if (shown) check()
    },

    /** As a person leaves a field. @param {string} name */
    leave(name) {
      if (left !== 'all') left.add(name)
      check()
    },

    /** Another connection instead, all of it checked. @param {import('imskit').Connection} connection */
    replace(connection) {
      values = { ...connection }
      refused = undefined
      left = 'all'
      check()
    },

    /** Everything checked, for use. */
    validate() {
      left = 'all'
      refused = undefined
      return check()
    },

    /** IMS has refused what a field holds; said there until it is edited. @param {import('./host.js').Refusal} refusal */
    refuse({ field, message, hint }) {
      if (field) refused = { field, severity: 'error', message, hint }
    },
  }
}
