// The result of an action: a token, a JWT, or why there is none.
import { html, nothing } from '../../dist/lit.js'
import { copyView } from './copy.js'
import { hintView } from './issue.js'
import { linkView } from './summary.js'

/**
 * @typedef {import('./texts.js').Say} Say
 * @typedef {import('./view.js').Tools} Tools
 * @typedef {{ jwt: string, claims: Record<string, unknown> }} Signed
 *
 * @typedef {{ kind: 'busy', text: string }
 *   | { kind: 'jwt', signed: Signed }
 *   | { kind: 'token', token: import('./post-token.js').Token, signed?: Signed, sandbox: boolean }
 *   | { kind: 'refusal', title: string, refusal: import('./post-token.js').Refusal, field?: string, again?: () => void, save?: () => void, signed?: Signed }} Result
 *   `field`: where the refusal is shown
 */

/**
 * The registered claims (RFC 7519 section 4.1) with a text; others are shown by name.
 * @type {Record<string, string>}
 */
const claimTexts = { iss: 'issuer', sub: 'subject', aud: 'audience' }

/** The three parts of a JWS in compact form (RFC 7515 section 7.1). */
const parts = ['header', 'payload', 'signature']

/**
 * @param {Result | undefined} result
 * @param {{ id: string, stale: boolean, rules: import('../core/types.js').FormField[], go: (field: string) => void, renew: () => void }} options `rules`: the
 *   fields that the form shows
 * @param {Tools} tools
 */
export function resultView(result, { id, stale, rules, go, renew }, tools) {
  const { say } = tools
  if (!result) return nothing
  if (result.kind === 'busy')
    return html`<section class="ims-result" tabindex="-1"><p class="ims-busy">${result.text}</p></section>`
  const isRefusal = result.kind === 'refusal'
  const title = result.kind === 'token' ? say('tokenReceived') : result.kind === 'jwt' ? say('signed') : result.title
  return html`<section class="ims-result${isRefusal ? ' ims-refusal' : ''}" tabindex="-1" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    <p class="ims-freshness" ?hidden=${!stale}>${say('changed')}</p>
    ${
      result.kind === 'token'
        ? tokenView(result, renew, tools)
        : result.kind === 'jwt'
          ? html`<p class="ims-good"><span>${say('signedHere')}</span></p>${signedView(result.signed, tools)}`
          : refusalView(result, rules, go, tools)
    }
    ${result.kind !== 'jwt' && result.signed ? html`<details class="ims-more"><summary>${say('jwtDetails')}</summary><div class="ims-stack">${signedView(result.signed, tools)}</div></details>` : nothing}
  </section>`
}

/**
 * @param {Extract<Result, { kind: 'token' }>} result @param {() => void} renew @param {Tools} tools
 */
function tokenView({ token: { accessToken, expiresAt }, sandbox }, renew, tools) {
  const { say, now } = tools
  const expires = new Date(expiresAt)
  const expired = expires <= now
  return html`
    ${sandbox ? html`<p class="ims-quiet">${say('sandboxToken')}</p>` : nothing}
    <div class="ims-token">
      <div class="ims-unseen">${say('token')}</div>
      <code dir="ltr">${accessToken.slice(0, 6)}${'•'.repeat(12)}${accessToken.slice(-4)}</code>
      ${expired ? nothing : copyView(tools, 'token', say('copyToken'), () => accessToken, 'ims-primary')}
    </div>
    ${
      expired
        ? html`<p class="ims-bad">${say('tokenExpired')}</p>`
        : html`<p class="ims-good"><span>${say('expires')} ${countdown(tools, expires)}</span></p>`
    }
    ${expired ? html`<button type="button" @click=${renew}>${say('getToken')}</button>` : nothing}`
}

/** @param {Signed} signed @param {Tools} tools */
function signedView({ jwt, claims }, tools) {
  const { say } = tools
  const metaScopes = Object.keys(claims).filter((name) => claims[name] === true)
  const others = Object.entries(claims).filter(([name, value]) => name !== 'exp' && value !== true)
  const texts = jwt.split('.')
  return html`
    <p class="ims-legend" aria-hidden="true">${parts.map((part) => html`<span class="ims-${part}">${say(part)}</span>`)}</p>
    <code class="ims-jwt" dir="ltr">${parts.map((part, i) => html`${i > 0 ? '.' : ''}<span class="ims-${part}">${texts[i]}</span>`)}</code>
    ${copyView(tools, 'jwt', say('copyJwt'), () => jwt)}
    ${listView([
      [say('expires'), countdown(tools, new Date(Number(claims.exp) * 1000))],
      [say('metaScopes'), metaScopes.map((name) => html`<div>${metaScopeView(say, name)}</div>`)],
      ...others.map(
        ([name, value]) => /** @type {[string, unknown]} */ ([say(claimTexts[name] ?? name), codeView(value)]),
      ),
    ])}`
}

/** @param {unknown} text */
const codeView = (text) => html`<code dir="ltr">${String(text)}</code>`

/** @param {Say} say @param {string} claim `<imsHost>/s/<metascope>` */
function metaScopeView(say, claim) {
  const name = claim.slice(claim.lastIndexOf('/') + 1)
  const product = say(name)
  return html`${product === name ? '' : `${product} `}${codeView(name)}`
}

/**
 * A description list without the rows that have no value.
 * @param {[term: string, detail: unknown][]} rows
 */
const listView = (rows) =>
  html`<dl>${rows
    .filter(([, detail]) => detail !== undefined && detail !== false && detail !== '')
    .map(([term, detail]) => html`<div><dt>${term}</dt><dd dir="auto">${detail}</dd></div>`)}</dl>`

/** A duration in the language of the page, to the second. @param {Say} say @param {number} seconds */
function sayDuration(say, seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (hours > 0) return say(minutes === 0 ? 'hours' : 'hoursAndMinutes', { hours, minutes })
  if (minutes === 0) return say('seconds', { seconds: rest })
  return say(rest === 0 ? 'minutes' : 'minutesAndSeconds', { minutes, seconds: rest })
}

/** @param {Tools} tools @param {Date} expires */
function countdown({ say, now, locale }, expires) {
  const seconds = Math.round((expires.getTime() - now.getTime()) / 1000)
  const sameDay = expires.toDateString() === now.toDateString()
  const time = (
    sameDay
      ? expires.toLocaleTimeString(locale)
      : expires.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  ).replace(/ (?=\S+$)/, '\xa0') // no line ends before “PM”
  const text = seconds > 0 ? say('at', { time, left: sayDuration(say, seconds) }) : say('expired', { time })
  return html`<time datetime=${expires.toISOString()}>${text}</time>`
}

/**
 * What is wrong with a value is said at its field, and the result points to it.
 * @param {Extract<Result, { kind: 'refusal' }>} result @param {import('../core/types.js').FormField[]} rules
 * @param {(field: string) => void} go @param {Tools} tools
 */
function refusalView({ refusal, field: name, again, save }, rules, go, tools) {
  const { say } = tools
  const { message, hint, status, error, errorDescription, debugId } = refusal
  const field = rules.find((rule) => rule.name === name)
  return html`
    ${
      field
        ? html`<p>${say('lookAt')}: ${linkView(field.name, field.label, go)}</p>`
        : html`<p class="ims-bad" dir="auto">${message}</p>${hint ? html`<p>${hintView(hint, tools)}</p>` : nothing}`
    }
    ${
      error || status || debugId
        ? html`<details class="ims-more"><summary>${say('refusalDetails')}</summary>${listView([
            [say('errorCode'), error && codeView(error)],
            [say('errorDescription'), errorDescription],
            [say('status'), status],
            [say('debugId'), debugId && codeView(debugId)],
          ])}</details>`
        : nothing
    }
    ${again || save ? html`<button type="button" class=${save ? 'ims-primary' : ''} @click=${again ?? save}>${say(save ? 'saveAndGet' : 'again')}</button>` : nothing}`
}
