import { copyButton, h, list } from './dom.js'

/** The registered claims (RFC 7519 section 4.1) that have a reader's name; others go by their own. */
const claimNames = { iss: 'Issuer', sub: 'Subject', aud: 'Audience', jti: 'JWT ID' }

/**
 * What was signed.
 * @param {string} jwt @param {Record<string, unknown>} payload
 */
export function signedView(jwt, payload) {
  const expires = new Date(Number(payload.exp) * 1000)
  const minutes = Math.round((expires.getTime() - Date.now()) / 60_000)
  const others = Object.entries(payload).filter(([name, value]) => name !== 'exp' && value !== true)
  const metaScopes = Object.keys(payload).filter((name) => payload[name] === true)
  const time = h('time', { datetime: expires.toISOString() }, expires.toLocaleTimeString())
  return h(
    'section',
    { class: 'outcome' },
    h('h2', {}, 'Signed JWT'),
    h('p', { class: 'good' }, 'Signed in this page. The private key did not leave it.'),
    list([
      ['Expires', h('span', {}, time, ` (in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`)],
      ...others.map(([name, value]) => /** @type {[string, Node]} */ ([nameClaim(name), h('code', {}, String(value))])),
      ['Metascopes', h('span', {}, ...metaScopes.map((name) => h('code', { title: name }, name.split('/').at(-1))))],
    ]),
    h('p', { class: 'legend' }, ...['header', 'payload', 'signature'].map((part) => h('span', { class: part }, part))),
    writeJwt(jwt),
    copyButton('Copy JWT', () => jwt),
  )
}

/** @param {string} name */
const nameClaim = (name) =>
  name in claimNames ? `${claimNames[/** @type {keyof claimNames} */ (name)]} (${name})` : name

/** In its three parts. @param {string} jwt */
function writeJwt(jwt) {
  const [header, payload, signature] = jwt.split('.').map((text, i) => {
    return h('span', { class: ['header', 'payload', 'signature'][i] }, text)
  })
  return h('code', { class: 'jwt' }, header, '.', payload, '.', signature)
}

/** @param {import('./host.js').Token} token */
export function tokenView({ accessToken, tokenType, expiresAt }) {
  const expires = new Date(expiresAt)
  const time = expires.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return h(
    'section',
    { class: 'outcome' },
    h('h2', {}, 'Access token'),
    h('p', { class: 'good' }, 'IMS accepted the JWT and gave an access token.'),
    list([
      ['Type', tokenType],
      ['Expires', h('time', { datetime: expiresAt }, time)],
      ['Token', h('code', {}, `${accessToken.slice(0, 6)}${'•'.repeat(12)}${accessToken.slice(-4)}`)],
    ]),
    copyButton('Copy token', () => accessToken),
  )
}

/** While the host asks IMS. */
export function progressView() {
  return h('section', { class: 'outcome' }, h('h2', {}, 'Access token'), h('p', { class: 'busy' }, 'Asking IMS …'))
}

/**
 * Why there is no token, or no JWT.
 * @param {import('./host.js').Refusal} refusal
 * @param {{ title: string, place?: Node | string, again?: () => void }} options a link to the field, another try
 */
export function refusalView(refusal, { title, place, again }) {
  return h(
    'section',
    { class: 'outcome refusal' },
    h('h2', {}, title),
    h('p', { class: 'bad' }, refusal.message),
    refusal.hint && h('p', {}, refusal.hint),
    list([
      ['Status', refusal.status],
      ['Error', refusal.error && h('code', {}, refusal.error)],
      ['IMS said', refusal.errorDescription],
      ['Debug ID', refusal.debugId && h('code', {}, refusal.debugId)],
      ['Look at', place],
    ]),
    again && h('button', { type: 'button', click: again }, 'Try again'),
  )
}
