import { h, toggleClass } from './dom.js'
import { postToken } from './host.js'
import { signApart } from './sign.js'
import { previewView, progressView, refusalView, signedView, tokenView } from './views.js'

/**
 * @typedef {import('../index.js').Connection} Connection
 * @typedef {import('../index.js').ImsError} ImsError
 * @typedef {import('./host.js').Token} Token
 * @typedef {import('./host.js').Refusal} Refusal
 */

/**
 * What is done with the connection, and what came of it.
 * @param {object} options
 * @param {import('../index.js').Ims} options.ims
 * @param {import('./draft.js').Draft} options.draft
 * @param {import('./form.js').Form} options.form
 * @param {import('./texts.js').Say} options.say
 * @param {import('./texts.js').Translate} options.translate
 * @param {(field: string) => string} options.labelOf
 * @param {string} [options.tokenEndpoint] without it there is no token to get
 * @param {() => Connection | undefined} options.take the connection, or undefined where it has errors, which are then shown
 * @param {(text: string) => void} options.announce to screen readers
 * @param {(type: 'jwt' | 'token' | 'refused', detail: object) => void} options.emit
 */
export function createPanel({ ims, draft, form, say, translate, labelOf, tokenEndpoint, take, announce, emit }) {
  const signButton = h('button', { type: 'button', class: 'primary', click: () => run(signJwt) }, say('sign'))
  const tokenButton = tokenEndpoint && h('button', { type: 'button', click: () => run(getToken) }, say('getToken'))
  const freshness = h('p', { class: 'freshness', hidden: true })
  const outcomes = h('div', { class: 'outcomes' })
  const actions = h('div', { class: 'actions' }, signButton, tokenButton)
  const element = h('div', { class: 'panel' }, actions, freshness, outcomes)
  let busy = false
  let made = false

  const needsJwt = () => draft.context.grant !== 'client_credentials'

  /** @param {string} text for screen readers @param {...Element} views */
  function show(text, ...views) {
    announce(text)
    made = true
    freshness.hidden = false
    outcomes.replaceChildren(...views)
    views[0]?.firstElementChild?.scrollIntoView({ block: 'nearest' })
  }

  /** The form has changed, or its context has. */
  function refresh() {
    signButton.hidden = !needsJwt()
    if (tokenButton) toggleClass(tokenButton, 'primary', !needsJwt())
    if (made) {
      freshness.textContent = say('changed')
      toggleClass(freshness, 'stale', true)
    } else {
      const now = new Date()
      outcomes.replaceChildren(...(needsJwt() ? [previewView(say, draft.claims(now), now)] : []))
    }
  }

  /** Another connection: what was made is no longer about it. */
  function reset() {
    made = false
    freshness.hidden = true
    refresh()
  }

  function begin() {
    const connection = take()
    freshness.textContent = say('fresh')
    toggleClass(freshness, 'stale', false)
    return connection
  }

  /** @param {Connection} connection */
  async function sign(connection) {
    show(say('signing'), progressView(say('signed'), say('signing')))
    try {
      const jwt = await signApart(ims, connection)
      const claims = ims.decode(jwt).payload
      emit('jwt', { jwt, claims })
      return { jwt, view: signedView(say, jwt, claims) }
    } catch (error) {
      const refusal = keptKey(connection) ?? translate(/** @type {ImsError} */ (error))
      show(refusal.message, refusalView(say, refusal, { title: say('notSigned') }))
      return undefined
    }
  }

  /** The host does not hand out the key that it keeps. @param {Connection} connection @returns {Refusal | undefined} */
  const keptKey = ({ privateKey }) =>
    !privateKey && draft.kept.includes('privateKey') ? { message: say('keyIsKept') } : undefined

  /** A host gives no token by a secret that it keeps alone: whoever reaches it could ask. @param {Connection} connection */
  const keptSecret = ({ clientSecret }) => (needsJwt() || clientSecret ? undefined : { message: say('secretIsKept') })

  async function signJwt() {
    const connection = begin()
    const signed = connection && (await sign(connection))
    if (signed) show(say('signed'), signed.view)
    return signed?.jwt
  }

  /** @returns {Promise<Token | undefined>} */
  async function getToken() {
    const connection = begin()
    if (!connection || !tokenEndpoint) return undefined
    const signed = needsJwt() ? await sign(connection) : undefined
    if (needsJwt() && !signed) return undefined
    const views = signed ? [signed.view] : []
    const needed = keptSecret(connection)
    if (needed) {
      show(needed.message, refusalView(say, needed, { title: say('noToken') }))
      return undefined
    }
    show(say('asking'), progressView(say('token'), say('asking')), ...views)
    const { token, refusal } = await postToken(tokenEndpoint, requestOf(connection, signed?.jwt), say)
    if (token) {
      show(say('tokenReceived'), tokenView(say, token), ...views)
      emit('token', token)
      return token
    }
    const shown = translate(refusal)
    draft.refuse(shown)
    form.render()
    const place = shown.field && form.linkTo({ field: shown.field, message: labelOf(shown.field) })
    const options = { title: say('noToken'), place, again: place ? undefined : () => run(getToken) }
    show(`${say('noToken')}. ${shown.message}`, refusalView(say, shown, options), ...views)
    emit('refused', refusal)
    return undefined
  }

  /** @param {Connection} connection @param {string} [jwt] @returns {import('./host.js').TokenRequest} */
  function requestOf({ clientId, clientSecret, imsHost, imsExchange, scopes }, jwt) {
    if (!jwt) return { clientId, clientSecret, grant: 'client_credentials', imsHost, scopes }
    if (!clientSecret && draft.kept.includes('clientSecret')) return { connection: draft.context.currentName, jwt }
    return { clientId, clientSecret, jwt, imsExchange }
  }

  /** One thing at a time. @template T @param {() => Promise<T>} action @returns {Promise<T | undefined>} */
  async function run(action) {
    if (busy) return undefined
    busy = true
    const buttons = [...actions.children]
    for (const button of buttons) button.setAttribute('aria-disabled', 'true')
    try {
      return await action()
    } finally {
      for (const button of buttons) button.removeAttribute('aria-disabled')
      busy = false
    }
  }

  return {
    ...{ element, refresh, reset },
    signJwt: () => run(signJwt),
    getToken: () => run(getToken),
    /** As the Enter key in a field. */
    submit: () => (needsJwt() ? run(signJwt) : run(getToken)),
  }
}
