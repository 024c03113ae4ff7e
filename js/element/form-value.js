/**
 * Tells a surrounding <form> the connection as JSON and whether it is valid. Secrets are left out, because a form may put
 * its values into a URL.
 * @param {ElementInternals | undefined} internals undefined where the DOM has none; parts may be missing as well
 * @param {{ ims: import('../core/types.js').Ims, result: ReturnType<import('../core/types.js').Ims['validate']>, anchor?: HTMLElement }} options
 */
export function setFormValue(internals, { ims, result: { valid, connection, issues }, anchor }) {
  if (!internals?.setFormValue || !internals.form) return
  const secrets = ims.fields.filter(({ secret }) => secret).map(({ name }) => name)
  const open = Object.entries(connection).filter(([name]) => !secrets.some((secret) => secret === name))
  internals.setFormValue(JSON.stringify(Object.fromEntries(open)))
  const message = issues.find(({ severity }) => severity === 'error')?.message
  if (valid) internals.setValidity({})
  else internals.setValidity({ customError: true }, message, anchor)
}
