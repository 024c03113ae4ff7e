/**
 * A text with its params filled in: `{name}`, and `{name:one|many}` for a number and the noun that agrees with it.
 * @param {string} template @param {Record<string, unknown>} params
 * @returns {string}
 */
export const fill = (template, params) =>
  template.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    if (!(name in params)) return whole
    const value = String(params[name])
    return many === undefined ? value : `${value} ${value === '1' ? one : many}`
  })
