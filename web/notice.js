import { byId, h } from './dom.js'

/**
 * Says what came of something, for eyes and screen readers alike, until something else is done.
 * @param {string} text
 * @param {{ bad?: boolean, hint?: string, action?: { label: string, run: () => void } }} [options] `action`: a button beside it
 * @returns {HTMLElement | undefined} the button
 */
export function say(text, { bad = false, hint, action } = {}) {
  const button = action && h('button', { type: 'button', click: action.run }, action.label)
  const message = h('p', { class: bad ? 'bad' : 'good' }, text, hint && h('span', { class: 'mend' }, ` ${hint}`))
  byId('notice').replaceChildren(message, ...(button ? [button] : []))
  return button
}

export const hush = () => byId('notice').replaceChildren()

/** As a person goes on: what can still be acted on stays. */
export function fade() {
  if (!byId('notice').querySelector('button')) hush()
}
