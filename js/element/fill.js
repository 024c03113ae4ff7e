/** A text with its params filled in. @param {string} template @param {Record<string, unknown>} params @returns {string} */
export const fill = (template, params) =>
  template.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole))
