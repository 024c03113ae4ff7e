import { html, nothing, render } from '../dist/lit.js'
import { byId } from './page.js'

/**
 * Shows the outcome of an action, and announces it to screen readers, until the next action.
 * @param {string} text
 * @param {{ kind?: 'good' | 'warn' | 'bad', hint?: string, action?: { label: string, run: () => void } }} [options] `action`: a
 *   button next to the text
 * @returns {HTMLElement | null} the button
 */
export function say(text, { kind = 'good', hint, action } = {}) {
  render(
    html`<div class="notice ${kind}">
      <p dir="auto">${text}${hint ? html`<span class="help"> ${hint}</span>` : nothing}</p>
      ${action ? html`<button type="button" @click=${action.run}>${action.label}</button>` : nothing}
    </div>`,
    byId('notice'),
  )
  return byId('notice').querySelector('button')
}

export const hush = () => render(nothing, byId('notice'))

/** Hides the notice unless it has a button. */
export function fade() {
  if (!byId('notice').querySelector('button')) hush()
}
