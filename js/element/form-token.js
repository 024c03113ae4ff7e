// Signs, gets a token, and shows the result.
import { credentialFields } from './draft.js'
import { postToken } from './post-token.js'
import { signApart } from './sign.js'

/**
 * @typedef {import('../core/types.js').Connection} Connection
 * @typedef {import('./post-token.js').Token} Token
 * @typedef {import('./post-token.js').Refusal} Refusal
 */

/**
 * @param {import('./form-state.js').FormCore} form
 * @param {(names: import('../core/types.js').FieldName[]) => { valid: boolean, connection: Connection }} check
 */
export function createTokens({ ims, root, given, draft, state, grant, language, paint, announce, emit }, check) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock

  const running = new Set()

  /**
   * Runs one action at a time: of a connection, or of a button.
   * @template T @param {() => Promise<T>} action @param {unknown} [of] @returns {Promise<T | undefined>}
   */
  async function run(action, of = state.loaded) {
    if (running.has(of)) return undefined
    running.add(of)
    state.stale = false
    try {
      return await action()
    } finally {
      running.delete(of)
    }
  }

  /** @param {import('./result.js').Result | undefined} to */
  function setResult(to) {
    state.result = to
    clearInterval(clock)
    if (to?.kind === 'token' || to?.kind === 'jwt') clock = setInterval(tick, 1000)
  }

  function tick() {
    if (root.isConnected) paint()
    else clearInterval(clock)
  }

  /** Shows a result in view and with the focus. @param {import('./result.js').Result} to @param {string} text for screen readers */
  function showResult(to, text) {
    setResult(to)
    announce(text)
    const view = /** @type {HTMLElement | null} */ (root.querySelector('.ims-result'))
    if (to.kind !== 'busy') view?.focus({ preventScroll: true })
    view?.scrollIntoView?.({ block: 'nearest' })
  }

  /** @param {Refusal} refusal @param {string} title @param {() => void} [save] @returns {undefined} */
  function refuse(refusal, title, save) {
    showResult({ kind: 'refusal', title, refusal, save }, `${title}. ${refusal.message}`)
  }

  /** @param {Connection} connection as it is signed */
  const direct = (connection) =>
    given.sandbox ? { ...connection, imsHost: given.sandbox, imsExchange: undefined } : connection

  /** @param {Connection} connection @returns {Promise<import('./result.js').Signed | undefined>} */
  async function sign(connection) {
    const { say, translate } = language()
    const { loaded } = state
    showResult({ kind: 'busy', text: say('signing') }, say('signing'))
    try {
      const jwt = await signApart(ims, connection)
      if (state.loaded !== loaded) return undefined
      const claims = ims.decode(jwt).payload
      emit('jwt', { jwt, claims })
      return { jwt, claims }
    } catch (error) {
      if (state.loaded === loaded)
        refuse(translate(/** @type {import('../core/errors.js').ImsError} */ (error)), say('notSigned'))
      return undefined
    }
  }

  const isKept = (/** @type {import('../core/types.js').FieldName} */ name) =>
    !draft.value(name) && draft.kept.includes(name)

  async function signJwt() {
    const { valid, connection } = check(credentialFields)
    if (!valid) return undefined
    const { say } = language()
    if (isKept('privateKey')) return refuse({ message: say('keyIsKept') }, say('notSigned'))
    const signed = await sign(direct(connection))
    if (signed) showResult({ kind: 'jwt', signed }, say('signed'))
    return signed?.jwt
  }

  /** @returns {Promise<Token | undefined>} */
  async function getToken() {
    const { tokenEndpoint } = given
    const { loaded } = state
    const { valid, connection: checked } = check(credentialFields)
    if (!valid || tokenEndpoint === undefined) return undefined
    const { say } = language()
    const connection = direct(checked)
    const needsJwt = grant() !== 'client_credentials'
    const byServer = isKept(needsJwt ? 'privateKey' : 'clientSecret')
    const { currentName } = draft.context
    if (byServer && !needsJwt && !currentName) return refuse({ message: say('secretIsKept') }, say('noToken'))
    if (byServer && isEdited()) return refuse({ message: say('saveFirst') }, say('noToken'), given.save && saveAndGet)
    const signed = needsJwt && !byServer ? await sign(connection) : undefined
    if (needsJwt && !byServer && !signed) return undefined
    const asking = say(given.sandbox ? 'askingSandbox' : 'asking')
    showResult({ kind: 'busy', text: asking }, asking)
    const request = byServer ? byName(needsJwt) : requestOf(connection, signed?.jwt)
    const { token, refusal } = await postToken(tokenEndpoint, request, say)
    if (state.loaded !== loaded) return token // the form has another connection by now
    if (token) {
      showResult({ kind: 'token', token, signed, sandbox: given.sandbox !== undefined }, say('tokenReceived'))
      emit('token', token)
      return token
    }
    const shown = explain(refusal, byServer)
    draft.refuse(shown)
    const again = refusal.field ? undefined : () => run(getToken)
    const text = `${say('noToken')}. ${shown.message}`
    showResult({ kind: 'refusal', title: say('noToken'), refusal: shown, field: shown.field, again, signed }, text)
    emit('refused', refusal)
    return undefined
  }

  /** If the page does not save, it says why. */
  const saveAndGet = () =>
    run(async () => {
      const { loaded } = state
      await given.save?.()
      if (state.loaded === loaded && !isEdited()) await run(getToken)
    }, state.result)

  /** @param {Refusal} refusal @param {boolean} byServer whether the server was to use its secrets @returns {Refusal} */
  function explain(refusal, byServer) {
    const { say, translate } = language()
    if (byServer && refusal.field === 'jwt')
      return { ...refusal, message: say('keyIsKept'), hint: undefined, field: undefined }
    if (byServer && refusal.field === 'grant')
      return { ...refusal, message: say('secretIsKept'), hint: undefined, field: undefined }
    if (given.sandbox !== undefined && refusal.error === 'invalid_client' && refusal.field === 'clientId')
      return { ...refusal, message: say('sandboxUnknown'), hint: say('sandboxUnknownHint'), field: undefined }
    return translate(refusal)
  }

  /** Whether the saved connection differs from the form. */
  function isEdited() {
    const { values } = draft
    return credentialFields.some((name) => String(values[name] ?? '') !== String(state.saved[name] ?? ''))
  }

  /** @param {boolean} needsJwt @returns {import('./post-token.js').TokenRequest} */
  const byName = (needsJwt) => ({
    connection: draft.context.currentName,
    grant: needsJwt ? undefined : 'client_credentials',
  })

  /** @param {Connection} connection @param {string} [jwt] @returns {import('./post-token.js').TokenRequest} */
  function requestOf({ clientId, clientSecret, imsHost, imsExchange, scopes }, jwt) {
    if (!jwt) return { clientId, clientSecret, grant: 'client_credentials', imsHost, scopes }
    if (isKept('clientSecret')) return { connection: draft.context.currentName, jwt }
    return { clientId, clientSecret, jwt, imsExchange: imsExchange ?? (imsHost && `${imsHost}/ims/exchange/jwt`) }
  }

  const waitsForSave = () => state.result?.kind === 'refusal' && state.result.save !== undefined

  return { setResult, waitsForSave, getToken: () => run(getToken), signJwt: () => run(signJwt) }
}
