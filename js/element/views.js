// What the element shows of claims, JWTs, tokens and refusals.
import { copyButton } from './copy.js'
import { h, list, toggleClass } from './dom.js'

/** @typedef {import('./texts.js').Say} Say */

/**
 * The registered claims (RFC 7519 section 4.1) that have a text of their own; others go by their name.
 * @type {Record<string, string>}
 */
const claimTexts = { iss: 'issuer', sub: 'subject', aud: 'audience' }

/**
 * @param {string} title @param {...(Node | string | undefined | false)} content
 */
const outcome = (title, ...content) => h('section', { class: 'outcome' }, h('h2', {}, title), ...content)

/**
 * What would be signed now.
 * @param {Say} say @param {Record<string, unknown> | undefined} claims undefined where too little is known
 * @param {Date} now what they were made from
 */
export function previewView(say, claims, now) {
  if (!claims) return outcome(say('toBeSigned'), h('p', { class: 'quiet' }, say('notYetSigned')))
  const lifetime = Number(claims.exp) - Math.floor(now.getTime() / 1000)
  return outcome(say('toBeSigned'), listClaims(say, claims, say('lifetime', { time: writeDuration(say, lifetime) })))
}

/**
 * @param {Say} say @param {string} jwt @param {Record<string, unknown>} claims
 */
export function signedView(say, jwt, claims) {
  return outcome(
    say('signed'),
    h('p', { class: 'good' }, say('signedHere')),
    h('p', { class: 'legend' }, ...parts.map((part) => h('span', { class: part }, say(part)))),
    writeJwt(jwt),
    copyButton(say, say('copyJwt'), () => jwt),
    listClaims(say, claims, countdown(say, new Date(Number(claims.exp) * 1000))),
  )
}

/** The three parts of a JWS in compact form (RFC 7515 section 7.1). */
const parts = ['header', 'payload', 'signature']

/** @param {string} jwt */
function writeJwt(jwt) {
  const [header, payload, signature] = jwt.split('.').map((text, i) => h('span', { class: parts[i] }, text))
  return h('code', { class: 'jwt' }, header, '.', payload, '.', signature)
}

/**
 * @param {Say} say @param {Record<string, unknown>} claims @param {Node | string} expires
 */
function listClaims(say, claims, expires) {
  const metaScopes = Object.keys(claims).filter((name) => claims[name] === true)
  const others = Object.entries(claims).filter(([name, value]) => name !== 'exp' && value !== true)
  return list([
    [say('expires'), expires],
    [say('metaScopes'), h('span', { class: 'stack' }, ...metaScopes.map((name) => writeMetaScope(say, name)))],
    ...others.map(([name, value]) => /** @type {[string, Node]} */ ([nameClaim(say, name), code(value)])),
  ])
}

/** @param {unknown} text */
const code = (text) => h('code', {}, String(text))

/** @param {Say} say @param {string} claim `<imsHost>/s/<metascope>` */
function writeMetaScope(say, claim) {
  const name = claim.slice(claim.lastIndexOf('/') + 1)
  const product = say(name)
  return h('span', {}, product === name ? false : `${product} `, code(name))
}

/** @param {Say} say @param {string} name */
const nameClaim = (say, name) => say(claimTexts[name] ?? name)

/** @param {Say} say @param {number} seconds */
function writeDuration(say, seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  const text = minutes === 0 ? 'seconds' : rest === 0 ? 'minutes' : 'minutesAndSeconds'
  return say(text, { minutes, seconds: rest })
}

/** A time that counts down while it is on the page. @param {Say} say @param {Date} expires */
function countdown(say, expires) {
  const time = expires.toLocaleTimeString()
  const element = h('time', { datetime: expires.toISOString() })
  const write = () => {
    const seconds = Math.round((expires.getTime() - Date.now()) / 1000)
    element.textContent =
      seconds > 0 ? say('at', { time, left: writeDuration(say, seconds) }) : say('expired', { time })
    return seconds > 0
  }
  const timer = setInterval(() => {
    if (!element.isConnected || !write()) clearInterval(timer)
  }, 1000)
  write()
  return element
}

/** @param {Say} say @param {import('./host.js').Token} token */
export function tokenView(say, { accessToken, tokenType, expiresAt }) {
  const time = new Date(expiresAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return outcome(
    say('token'),
    h('p', { class: 'good' }, say('tokenReceived')),
    list([
      [say('tokenType'), tokenType],
      [say('expires'), h('time', { datetime: expiresAt }, time)],
      [say('tokenText'), code(`${accessToken.slice(0, 6)}${'•'.repeat(12)}${accessToken.slice(-4)}`)],
    ]),
    copyButton(say, say('copyToken'), () => accessToken),
  )
}

/** While something is under way. @param {string} title @param {string} text */
export const progressView = (title, text) => outcome(title, h('p', { class: 'busy' }, text))

/**
 * Why there is no token, or no JWT.
 * @param {Say} say @param {import('./host.js').Refusal} refusal
 * @param {{ title: string, place?: Node | string, again?: () => void }} options a link to the field, another try
 */
export function refusalView(say, refusal, { title, place, again }) {
  const view = outcome(
    title,
    h('p', { class: 'bad' }, refusal.message),
    refusal.hint && h('p', {}, refusal.hint),
    list([
      [say('status'), refusal.status],
      [say('errorCode'), refusal.error && code(refusal.error)],
      [say('imsSaid'), refusal.errorDescription],
      [say('debugId'), refusal.debugId && code(refusal.debugId)],
      [say('lookAt'), place],
    ]),
    again && h('button', { type: 'button', click: again }, say('again')),
  )
  toggleClass(view, 'refusal', true)
  return view
}
