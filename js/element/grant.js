import { h } from './dom.js'

/** @typedef {'jwt' | 'client_credentials'} Grant */

/** @type {Grant[]} */
const grants = ['jwt', 'client_credentials']

/**
 * The choice of how the token is obtained.
 * @param {object} options
 * @param {string} options.prefix of the ids
 * @param {import('./texts.js').Say} options.say
 * @param {string} options.grant the one chosen now
 * @param {(grant: Grant) => void} options.choose
 */
export function createGrant({ prefix, say, grant, choose }) {
  const note = h('p', { class: 'hint', id: `${prefix}grant-note` }, say('jwtEnded'))
  const radios = grants.map((value) => {
    const id = `${prefix}grant-${value}`
    const radio = { type: 'radio', id, name: `${prefix}grant`, value, checked: value === grant }
    return /** @type {HTMLInputElement} */ (h('input', { ...radio, change: () => choose(value) }))
  })
  const labels = radios.map((radio) =>
    h('label', { class: 'choice', for: radio.id }, radio, say(`grant.${radio.value}`)),
  )
  const element = h('fieldset', { 'aria-describedby': note.id }, h('legend', {}, say('grant')), ...labels, note)
  return {
    element,
    /** @param {string} grant */
    show(grant) {
      for (const radio of radios) radio.checked = radio.value === grant
    },
  }
}
