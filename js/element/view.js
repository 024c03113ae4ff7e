// The whole form, made from its state.
import { html, nothing } from '../../dist/lit.js'
import { credentialFields } from './draft.js'
import { dropZoneView } from './drop-zone.js'
import { fieldView } from './field.js'
import { resultView } from './result.js'
import { optionsOf } from './select-options.js'
import { summaryView } from './summary.js'

/**
 * @typedef {'jwt' | 'client_credentials'} Grant
 * @typedef {import('../core/types.js').FormField} FormField
 *
 * @typedef {object} Tools what every part of the view uses
 * @property {import('./texts.js').Say} say
 * @property {import('./texts.js').Translate} translate
 * @property {boolean} disabled
 * @property {Date} now
 * @property {string | undefined} locale of dates and times
 * @property {{ id: string, ok: boolean } | undefined} copied the copy button that was used just now
 * @property {(id: string, text: string) => void} copy
 * @property {((issue: import('./draft.js').ShownIssue) => void) | undefined} applyFix
 *
 * @typedef {object} FormState
 * @property {import('./draft.js').Draft} draft
 * @property {FormField[]} rules `ims.fields`, in the language of the page
 * @property {import('../core/types.js').Ims} ims
 * @property {{ name: string, kind: string, usable: boolean }[]} environments
 * @property {string} prefix of the ids
 * @property {Grant | undefined} grant undefined until the user has answered
 * @property {boolean} grantFromFile
 * @property {boolean} credentialShown
 * @property {boolean} advancedOpen
 * @property {boolean} canGetToken
 * @property {string | undefined} sandbox
 * @property {Set<string>} revealed secrets that are shown
 * @property {import('./drop-zone.js').FilesState} files
 * @property {import('./summary.js').SummaryItem[]} summary
 * @property {import('./result.js').Result | undefined} result
 * @property {boolean} stale whether the form was edited after the result
 * @property {string[] | undefined} missing credential fields without a right value, if a file or the page filled in the form
 * @property {string} pastedInto the field that a credential file was pasted into
 * @property {string} status for screen readers
 */

/** The order of the credential, which is not that of saving it. */
const advanced = ['imsHost', 'imsExchange']
/** Fields whose default hints are not shown: “Where do I find these?” has them. */
const withoutHint = ['clientId', 'clientSecret', 'technicalAccountId', 'organizationId', 'passphrase']
/** @type {Grant[]} */
const grants = ['client_credentials', 'jwt']

/**
 * @param {FormState} state @param {import('./form.js').Actions} actions @param {Tools} tools
 */
export function formView(state, actions, tools) {
  const { rules, prefix, credentialShown, canGetToken } = state
  const { say } = tools
  const isCredential = (/** @type {FormField} */ { name }) => credentialFields.some((field) => field === name)
  const [credential, rest] = [true, false].map((is) => rules.filter((rule) => isCredential(rule) === is))
  const field = (/** @type {FormField} */ rule) => oneField(rule, state, actions, tools)
  const isAdvanced = (/** @type {FormField} */ { name }) => advanced.includes(name)
  return html`
    ${summaryView(state.summary, `${prefix}summary`, rules, actions.go, tools)}
    ${dropZoneView(state.files, actions.files, prefix, rules, nextStep(state, actions), tools)}
    ${canGetToken ? grantView(state, actions, tools) : nothing}
    <fieldset class="ims-group" ?hidden=${!credentialShown}>
      <legend>${say('groupCredential')}</legend>
      ${credential?.filter((rule) => !isAdvanced(rule)).map(field)}
      <details class="ims-advanced" .open=${state.advancedOpen} @toggle=${actions.toggleAdvanced}>
        <summary>${say('groupAdvanced')}</summary>
        ${state.sandbox ? html`<p class="ims-quiet">${say('imsReplaced', { imsHost: state.sandbox })}</p>` : nothing}
        ${credential?.filter(isAdvanced).map(field)}
      </details>
      ${actionsView(state, actions, tools)}
      <div class="ims-outcome">
        ${resultView(state.result, { id: `${prefix}result`, stale: state.stale, rules: rules.filter((rule) => !isNeedless(rule, state)), go: actions.go, renew: actions.getToken }, tools)}
      </div>
    </fieldset>
    <fieldset class="ims-group">
      <legend>${say('groupConnection')}</legend>
      ${canGetToken ? html`<p class="ims-quiet">${say('connectionLead')}</p>` : nothing}
      ${rest?.map(field)}
    </fieldset>
    <p class="ims-unseen" role="status">${state.status}</p>`
}

/**
 * Until there is a result that fits the form: it has buttons of its own.
 * @param {FormState} state @param {import('./form.js').Actions} actions @returns {import('./drop-zone.js').Next | undefined}
 */
function nextStep({ missing, result, stale, canGetToken }, { getToken, go }) {
  const busy = result?.kind === 'busy'
  if (!missing || (result && !busy && !stale)) return undefined
  return { missing, busy, getToken: canGetToken ? getToken : undefined, go }
}

/**
 * @param {FormState} state @param {import('./form.js').Actions} actions @param {Tools} tools
 */
function grantView({ grant, grantFromFile, prefix }, { chooseGrant }, { say, disabled }) {
  // With no form as owner, so that the choice gets into no form's data.
  return html`<fieldset class="ims-group ims-grant" aria-describedby="${prefix}grant-note">
    <legend>${say('grant')}</legend>
    <p class="ims-quiet" id="${prefix}grant-note" ?hidden=${!grantFromFile}>${say('grantFromFile')}</p>
    ${grants.map(
      (value) => html`<div class="ims-choice">
        <input type="radio" id="${prefix}grant-${value}" name="${prefix}grant" form="" value=${value} .checked=${value === grant}
          ?disabled=${disabled} aria-describedby="${prefix}grant-${value}-hint" @change=${() => chooseGrant(value)}>
        <label for="${prefix}grant-${value}">${say(`grant.${value}`)}</label>
        <p class="ims-hint" id="${prefix}grant-${value}-hint">${say(`grantHint.${value}`)}</p>
      </div>`,
    )}
  </fieldset>`
}

/**
 * @param {FormState} state @param {import('./form.js').Actions} actions @param {Tools} tools
 */
function actionsView({ grant, canGetToken, result }, { getToken, signJwt }, { say, disabled }) {
  const busy = result?.kind === 'busy'
  const canSign = grant !== 'client_credentials'
  return html`<div class="ims-actions">
    ${canGetToken ? html`<button type="button" class="ims-primary" ?disabled=${disabled} aria-disabled=${busy || nothing} @click=${getToken}>${say('getToken')}</button>` : nothing}
    ${
      canSign
        ? html`<button type="button" class=${canGetToken ? 'ims-quiet-button' : 'ims-primary'} ?disabled=${disabled} aria-disabled=${busy || nothing} @click=${signJwt}>${say(canGetToken ? 'signOnly' : 'sign')}</button>`
        : nothing
    }
  </div>`
}

/**
 * @param {FormField} rule @param {FormState} state @param {import('./form.js').Actions} actions
 * @param {Tools} tools
 */
function oneField(rule, state, actions, tools) {
  const { draft, prefix, ims, environments, revealed } = state
  const { name } = rule
  const value = draft.value(name)
  const issues = draft.issuesOf(name)
  const kept = draft.kept.some((other) => other === name)
  const noPassphrase = name === 'passphrase' && !value && !kept && issues.length === 0 && !draft.key()?.encrypted
  if (isNeedless(rule, state) || noPassphrase) return nothing
  // The one type there is needs no control.
  if (name === 'type' && (value === '' || value === rule.default))
    return html`<div class="ims-field"><div class="ims-label"><span>${rule.label}</span></div><div class="ims-fact">${rule.default}</div></div>`
  return fieldView(
    rule,
    {
      ...{ id: `${prefix}${name}`, value, issues, kept, disabled: tools.disabled },
      required: rule.required || (name === 'passphrase' && draft.key()?.encrypted === true),
      normalized: /** @type {any} */ (draft.result.connection)[name] ?? '',
      hint:
        (withoutHint.includes(name) && rule.hint === hintOf(ims, name)) || (state.sandbox && advanced.includes(name))
          ? undefined // the sandbox replaces both addresses
          : rule.hint,
      revealed: revealed.has(name),
      optionGroups: optionsOf(rule, environments, tools.say),
      remarks: [
        ...(state.pastedInto === name ? [tools.say('takenHere')] : []),
        ...(name === 'privateKey' ? remarkOnKey(state, tools) : []),
      ],
    },
    actions.field,
    tools,
  )
}

/** Whether a field is only for a JWT, and the other grant is chosen. The exchange takes a JWT only. @param {FormField} rule @param {FormState} state */
const isNeedless = ({ name, jwtOnly }, { draft, grant }) =>
  grant === 'client_credentials' &&
  (jwtOnly || name === 'passphrase' || (name === 'imsExchange' && draft.issuesOf(name).length === 0))

/** @param {import('../core/types.js').Ims} ims @param {string} name */
const hintOf = ({ fields }, name) => fields.find((field) => field.name === name)?.hint

/** What the key is, and what was repaired. @param {FormState} state @param {Tools} tools */
function remarkOnKey({ draft, ims }, { say, translate, locale }) {
  const key = draft.key()
  if (!key) return []
  // A warning reports a rebuilt key.
  const repairs = ims.tables.repairs.filter(({ code }) => code !== 'rebuilt' && key.repairs.includes(code))
  const expires = key.matchesCertificate && key.certificateExpires
  return [
    ...(key.usable ? [say(key.encrypted ? 'keyEncrypted' : 'key', { ...key })] : []),
    ...repairs.map((repair) => `${say('repaired')} ${translate(repair).message}`),
    ...(expires ? [say('certificateMatches', { date: expires.toLocaleDateString(locale) })] : []),
  ]
}
