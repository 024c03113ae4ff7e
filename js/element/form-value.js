/**
 * What a surrounding <form> gets to know: the connection as JSON, its secrets left out, since a form may put it into a
 * URL; and whether it is valid.
 * @param {ElementInternals} internals
 * @param {{ ims: import('../index.js').Ims, result: ReturnType<import('../index.js').Ims['validate']>, anchor?: HTMLElement }} options
 */
export function setFormValue(internals, { ims, result: { valid, connection, issues }, anchor }) {
  const secrets = ims.fields.filter(({ secret }) => secret).map(({ name }) => name)
  const open = Object.entries(connection).filter(([name]) => !secrets.some((secret) => secret === name))
  internals.setFormValue(JSON.stringify(Object.fromEntries(open)))
  const message = issues.find(({ severity }) => severity === 'error')?.message
  if (valid) internals.setValidity({})
  else internals.setValidity({ customError: true }, message, anchor)
}
