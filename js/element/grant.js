import { h } from './dom.js'

const grants = /** @type {const} */ (['jwt', 'client_credentials'])

/**
 * The choice of how the token is obtained.
 * @param {object} options
 * @param {string} options.prefix of the ids
 * @param {import('./texts.js').Say} options.say
 * @param {string} options.grant the one chosen now
 * @param {(grant: 'jwt' | 'client_credentials') => void} options.choose
 */
export function createGrant({ prefix, say, grant, choose }) {
  const note = h('p', { class: 'hint', id: `${prefix}grant-note` }, say('jwtEnded'))
  const radios = grants.map((value) => {
    const radio = h('input', {
      ...{ type: 'radio', id: `${prefix}grant-${value}`, name: `${prefix}grant`, value, checked: value === grant },
      change: () => choose(value),
    })
    return h('label', { class: 'choice', for: radio.id }, radio, say(`grant.${value}`))
  })
  return h('fieldset', { 'aria-describedby': note.id }, h('legend', {}, say('grant')), ...radios, note)
}
