import { html, nothing } from '../../dist/lit.js'

/**
 * @typedef {import('./draft.js').ShownIssue} ShownIssue
 * @typedef {{ issue: ShownIssue, fixed: boolean }} SummaryItem
 */

/**
 * The errors that kept an action from happening. It stays while they are fixed and crosses out what is done, so nothing
 * moves while the user types.
 * @param {SummaryItem[]} items @param {string} id @param {import('../core/types.js').FormField[]} rules
 * @param {(field: string) => void} go moves the focus to a field @param {import('./view.js').Tools} tools
 */
export function summaryView(items, id, rules, go, { say, translate }) {
  if (items.length === 0) return nothing
  const open = items.filter(({ fixed }) => !fixed).length
  const title = open === 0 ? say('allFixed') : say(open === 1 ? 'oneProblem' : 'problems', { count: open })
  return html`<section class="ims-summary${open === 0 ? ' ims-done' : ''}" tabindex="-1" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    <ul>${items.map(({ issue, fixed }) => {
      const { message } = translate(issue)
      const { label = '' } = rules.find(({ name }) => name === issue.field) ?? {}
      const text = message.includes(label) ? message : `${label}: ${message}`
      if (fixed)
        return html`<li class="ims-fixed"><span class="ims-unseen">${say('fixed')}: </span><s dir="auto">${text}</s></li>`
      return html`<li>${linkView(issue.field, text, go)}</li>`
    })}</ul>
  </section>`
}

/** A link to a field. @param {string} field @param {string} text @param {(field: string) => void} go */
export const linkView = (field, text, go) =>
  html`<a href="#${field}" dir="auto" @click=${(/** @type {Event} */ event) => {
    event.preventDefault()
    go(field)
  }}>${text}</a>`
