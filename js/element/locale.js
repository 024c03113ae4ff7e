/**
 * The locale for dates and times: the user's own if it is in the language of the page, otherwise the page's language.
 * @param {Element} element @returns {string | undefined} undefined: the default of the browser
 */
export function localeOf(element) {
  const lang = element.closest('[lang]')?.getAttribute('lang')
  if (!lang) return undefined
  const language = (/** @type {string} */ tag) => tag.split('-')[0]?.toLowerCase()
  const own = (globalThis.navigator?.languages ?? []).find((tag) => language(tag) === language(lang))
  try {
    return Intl.getCanonicalLocales(own ?? lang)[0]
  } catch {
    return undefined // not a language tag
  }
}
