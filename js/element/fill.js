/** Fills params into a text; a param without a value stays as is. @param {string} template @param {Record<string, unknown>} params @returns {string} */
export const fill = (template, params) =>
  template.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole))
