import { load } from 'imskit'
import { h } from './dom.js'
import { createDraft } from './draft.js'
import { createForm } from './form.js'
import { getContext, getDemo, postToken } from './host.js'
import { progressView, refusalView, signedView, tokenView } from './outcome.js'

const main = /** @type {HTMLElement} */ (document.getElementById('console'))

try {
  const [ims, context, demo] = await Promise.all([load(), getContext(), getDemo()])
  main.replaceChildren(createConsole(ims, context, demo))
} catch (error) {
  main.replaceChildren(
    h('p', { role: 'alert' }, 'The page could not be started. It needs a current browser with WebAssembly.'),
  )
  throw error
} finally {
  main.removeAttribute('aria-busy')
}

/**
 * The form, what is done with it, and what came of it.
 * @param {import('imskit').Ims} ims @param {import('imskit').Context} [context] @param {import('imskit').Connection} [demo]
 */
function createConsole(ims, context, demo) {
  const draft = createDraft(ims, context ?? {})
  const form = createForm({ ims, context: context ?? {}, draft, edited })
  const tokenButton = h('button', {}, 'Get token')
  const status = h('p', { class: 'unseen', role: 'status' })
  const freshness = h('p', { class: 'freshness' })
  const outcome = h('div', { class: 'outcomes' }, introduction())
  let busy = false

  /** @param {string} text for screen readers @param {...Node} views */
  function show(text, ...views) {
    status.textContent = text
    outcome.replaceChildren(freshness, ...views)
    views[0]?.firstElementChild?.scrollIntoView({ block: 'nearest' })
  }

  function edited() {
    freshness.textContent = 'The form has changed since this was made.'
    freshness.classList.add('stale')
  }

  /** The connection, or undefined where it has errors, which are then shown. */
  function takeConnection() {
    const { valid, connection, issues } = draft.validate()
    form.render()
    form.summarise(issues)
    if (!valid) return undefined
    freshness.textContent = 'Made from the form as it stands.'
    freshness.classList.remove('stale')
    return connection
  }

  /** @param {import('imskit').Connection} connection */
  function sign(connection) {
    try {
      const jwt = ims.signJwt(connection)
      return { jwt, view: signedView(jwt, ims.decode(jwt).payload) }
    } catch (error) {
      const refusal = /** @type {import('imskit').ImsError} */ (error)
      show(refusal.message, refusalView(refusal, { title: 'Not signed' }))
      return undefined
    }
  }

  function signJwt() {
    const connection = takeConnection()
    const signed = connection && sign(connection)
    if (signed) show('JWT signed', signed.view)
  }

  async function getToken() {
    const connection = takeConnection()
    const signed = connection && sign(connection)
    if (!signed) return
    show('Asking IMS', progressView(), signed.view)
    const { clientId, clientSecret, imsExchange } = connection
    const { token, refusal } = await postToken({ clientId, clientSecret, jwt: signed.jwt, imsExchange })
    if (token) return show('Access token received', tokenView(token), signed.view)
    draft.refuse(refusal)
    form.render()
    const label = ims.fields.find(({ name }) => name === refusal.field)?.label
    const place = label && form.linkTo({ field: refusal.field, message: label })
    const options = { title: 'No access token', place, again: place ? undefined : () => run(getToken) }
    show(`No access token. ${refusal.message}`, refusalView(refusal, options), signed.view)
  }

  /** One thing at a time. @param {() => void | Promise<void>} action */
  async function run(action) {
    if (busy) return
    busy = true
    tokenButton.setAttribute('aria-disabled', 'true')
    try {
      await action()
    } finally {
      tokenButton.removeAttribute('aria-disabled')
      busy = false
    }
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault()
    run(event.submitter === tokenButton ? getToken : signJwt)
  }

  function fillInDemo() {
    draft.replace(/** @type {import('imskit').Connection} */ (demo))
    form.summarise([])
    form.render()
    edited()
  }

  form.render()
  return h(
    'form',
    { novalidate: true, autocomplete: 'off', submit },
    form.summary,
    h(
      'div',
      { class: 'columns' },
      h(
        'div',
        { class: 'fields' },
        h(
          'div',
          { class: 'preface' },
          requiredNote(),
          demo && h('button', { type: 'button', click: fillInDemo }, 'Fill in the demo connection'),
        ),
        ...form.groups,
      ),
      h(
        'div',
        { class: 'panel' },
        h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Sign JWT'), tokenButton),
        !context &&
          h(
            'p',
            { class: 'quiet' },
            'The host does not say which names are taken and which runtime environments there are; all else is checked.',
          ),
        status,
        outcome,
      ),
    ),
  )
}

function requiredNote() {
  return h('p', { class: 'quiet' }, h('span', { class: 'required' }, '*'), ' must be filled in')
}

function introduction() {
  return h(
    'ol',
    { class: 'steps quiet' },
    h('li', {}, h('strong', {}, 'Sign JWT'), ' checks every field and signs with the private key, in this page.'),
    h(
      'li',
      {},
      h('strong', {}, 'Get token'),
      ' signs too, and sends the client ID, the client secret and the JWT to the host, which asks IMS. The key stays here.',
    ),
  )
}
