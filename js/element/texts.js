// The texts of the element, and how a page replaces them and the messages of the core.
import { fill } from './fill.js'

/**
 * The texts of the element by key; `{name}` stands for a param. Messages of issues and errors come from the core.
 * @type {Readonly<Record<string, string>>}
 */
export const defaultTexts = Object.freeze({
  starting: 'Loading the form…',
  startUnsupported:
    'This browser can’t run the form. Update it, or use a current version of Chrome, Firefox or Safari.',
  startBlocked:
    'The Content Security Policy of this page blocks WebAssembly. Add {source} to its script-src directive.',
  startFailed: 'Part of the form could not be downloaded. Check your network connection, then try again.',
  again: 'Try again',

  filesTitle: 'Start with your Developer Console files',
  filesLead:
    'Drop the JSON file, config.zip or private.key here, or paste its text. The files are read on this page and are not uploaded.',
  chooseFiles: 'Choose files',
  whereTitle: 'Where do I find these?',
  whereLead:
    'In the Adobe Developer Console, open your project and select its credential. “Download JSON” has all of these values except the private key.',
  whereAem:
    'For AEM as a Cloud Service, the file comes from the Developer Console of your environment, under “Integrations”.',
  whereKey: 'The private key is in config.zip, or you made it with OpenSSL.',
  'where.clientId': 'also called API key',
  'where.clientSecret': 'shown by “Retrieve client secret”',
  'where.technicalAccountId': 'ends in @techacct.adobe.com',
  'where.organizationId': 'ends in @AdobeOrg',
  pasted: 'the text you pasted',
  reading: 'Reading…',
  taken: 'Filled in from {file}: {what}.',
  takenHere: 'This was a credential file. Its values are now in the form.',
  certificate: 'certificate',
  needed: 'Still needed: {fields}. Add another file, or fill in the form.',
  getTokenNow: 'Get token now',
  notTaken: '{file} was not used.',
  nothingLost: 'The form has not changed.',
  candidates: 'Credential in this file',
  candidatesLead: 'This file has {count} credentials. Choose the one to use.',
  undo: 'Undo',
  undone: 'The form is as it was before.',

  grant: 'How do you get the token?',
  'grant.client_credentials': 'With a client secret',
  'grantHint.client_credentials': 'OAuth Server-to-Server. Adobe moved most credentials to it.',
  'grant.jwt': 'With a JWT and a private key',
  'grantHint.jwt':
    'Service Account (JWT). Right for AEM as a Cloud Service. Other JWT credentials stopped working on March 1, 2026.',
  grantFromFile: 'Your file answered this question.',

  groupCredential: 'Credential',
  groupConnection: 'Connection details',
  connectionLead: 'You need these to save the connection, not to get a token.',
  groupAdvanced: 'Advanced: IMS addresses',
  imsReplaced: 'Tokens come from {imsHost}, whatever is entered here.',
  optional: 'optional',
  characters: '{count} of {max}',
  choose: 'Choose…',
  notUsable: 'Not available for this connection',
  'kind.secure-agent': 'Secure Agent',
  'kind.hosted-agent': 'Hosted Agent',
  'kind.serverless': 'serverless',
  show: 'Show',
  hide: 'Hide',
  kept: 'Saved. Leave empty to keep it.',
  error: 'Error',
  warning: 'Warning',
  oneProblem: 'There is a problem',
  problems: 'There are {count} problems',
  allFixed: 'All problems are fixed',
  fixed: 'Fixed',
  fixApplied: '{label} was changed.',

  key: '{algorithm}, {bits} bits, {format}',
  keyEncrypted: '{algorithm}, {bits} bits, {format}, encrypted',
  repaired: 'Fixed:',
  certificateMatches: 'The certificate belongs to this key and expires on {date}.',

  sign: 'Sign JWT',
  signOnly: 'Sign only',
  getToken: 'Get token',
  signed: 'Signed JWT',
  signedHere: 'Signed on this page. The private key did not leave it.',
  signing: 'Signing…',
  notSigned: 'The JWT was not signed',
  saveFirst: 'Save your changes first. The server uses the saved connection.',
  saveAndGet: 'Save and get token',
  keyIsKept:
    'The private key is saved on the server and is not sent to this page. To sign here, paste the key or drop its file.',
  secretIsKept:
    'The client secret is saved on the server and is used only with a JWT. To get a token with the client secret, enter it here.',
  changed: 'You changed the form after this.',
  expires: 'Expires',
  issuer: 'Issuer (iss)',
  subject: 'Subject (sub)',
  audience: 'Audience (aud)',
  metaScopes: 'Metascopes',
  at: 'in {left} ({time})',
  expired: 'Expired at {time}',
  hours: '{hours} h',
  hoursAndMinutes: '{hours} h {minutes} min',
  minutes: '{minutes} min',
  minutesAndSeconds: '{minutes} min {seconds} s',
  seconds: '{seconds} s',
  header: 'header',
  payload: 'payload',
  signature: 'signature',
  jwtDetails: 'Show the JWT and its claims',
  copyJwt: 'Copy JWT',
  copyCommand: 'Copy command',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying',

  token: 'Access token',
  sandboxToken: 'This token is from the sandbox and works only there.',
  tokenExpired: 'This token has expired. Get a new one.',
  asking: 'Contacting Adobe…',
  askingSandbox: 'Contacting the sandbox…',
  tokenReceived: 'You have a token',
  copyToken: 'Copy token',
  noToken: 'No token',
  sandboxUnknown: 'The sandbox doesn’t know this client ID.',
  sandboxUnknownHint:
    'It knows the demo connection and the connections that the server started with. To get a token from Adobe, start the server without the sandbox:\nnpx imskit serve',
  lookAt: 'The request was rejected. Check this field',
  refusalDetails: 'Details for support',
  status: 'HTTP status',
  errorCode: 'Error code',
  errorDescription: 'Error description',
  debugId: 'Debug ID',
  hostUnreachable: 'The server can’t be reached.',
  hostUnreachableHint: 'Your entries are still here. Check that the server is running, then try again.',
  hostOdd: 'The server sent an unexpected response (HTTP {status}).',
  hostOddHint: 'Check the server’s log, or try again.',

  // Products by metascope.
  ent_analytics_bulk_ingest_sdk: 'Adobe Analytics Bulk Ingestion',
  ent_aem_cloud_api: 'AEM as a Cloud Service',
  ent_campaign_sdk: 'Adobe Campaign',
  ent_cloudmgr_sdk: 'Cloud Manager',
  ent_dataservices_sdk: 'Experience Platform',
  ent_gdpr_sdk: 'Privacy Service',
  ent_marketing_sdk: 'Adobe Target',
  ent_reactor_sdk: 'Experience Platform Tags',
  ent_user_sdk: 'User Management',
  event_receiver_api: 'I/O Events',
  ent_adobeio_sdk: 'I/O Management',
})

/**
 * @typedef {object} Message a translated message with its hint
 * @property {string} message what is wrong
 * @property {string} [hint] what to do about it
 *
 * @typedef {object} IssueFacts what a translation may depend on
 * @property {string} [field] name of the property that the issue is about
 * @property {Record<string, string | number>} [params] what the message was made from
 *
 * @typedef {string | Message | ((issue: IssueFacts) => string | Message)} Translation a message, or text with `{param}`s, `{label}`, `{format}`
 *   and `{allowed}`, or a function that returns it
 * @typedef {Record<string, Translation>} Translations messages by the code of an issue or an error. A word that the core puts into a
 *   message, such as “a client secret”, is translated by itself
 * @typedef {object} FieldTexts texts of a field
 * @property {string} [label] what the form calls it
 * @property {string} [hint] where the user finds the value
 * @property {string} [format] what a value looks like, for `{format}` in messages
 * @property {string} [allowed] which characters a value may have, for `{allowed}` in messages
 *
 * @typedef {ReturnType<typeof createTranslate>} Translate
 * @typedef {(key: string, params?: Record<string, unknown>) => string} Say
 */

/** @param {Record<string, string>} texts replace the default texts with the same keys @returns {Say} */
export const createSay =
  (texts) =>
  (key, params = {}) =>
    fill(texts[key] ?? defaultTexts[key] ?? key, params)

/** The params that may be words of the core. The others are values, such as the name of a connection. */
const wordParams = ['found', 'reason', 'given', 'expected', 'character']

/**
 * @param {Translations} translations
 * @param {Record<string, FieldTexts>} fieldTexts
 * @param {readonly import('../core/types.js').FormField[]} fields with their English labels
 * @returns {<T extends { code?: string, message: string, hint?: string, field?: string, params?: object }>(issue: T) => T}
 *   returns the issue or error with the translation for its code, or unchanged if there is none
 */
export function createTranslate(translations, fieldTexts, fields) {
  const labelOf = (/** @type {string} */ name) =>
    fieldTexts[name]?.label ?? fields.find((field) => field.name === name)?.label ?? name
  const translateParam = (/** @type {string} */ name, /** @type {any} */ value, /** @type {string} */ code) => {
    if (name === 'belongs') return labelOf(fields.find(({ label }) => label === value)?.name ?? value)
    const isWord = wordParams.includes(name) || (name === 'name' && code === 'other_product')
    const word = isWord && Object.hasOwn(translations, value) ? translations[value] : undefined
    return typeof word === 'string' ? word : value
  }
  return (issue) => {
    const { code = '', field = '' } = issue
    const given = translations[code]
    if (given === undefined) return issue
    const made = typeof given === 'function' ? given(/** @type {any} */ (issue)) : given
    const { message, hint = '' } = typeof made === 'string' ? { message: made } : made
    const own = Object.entries(issue.params ?? {}).map(([name, value]) => [name, translateParam(name, value, code)])
    const { format = '', allowed = '' } = fieldTexts[field] ?? {}
    const params = { label: labelOf(field), format, allowed, ...Object.fromEntries(own) }
    return { ...issue, message: fill(message, params).trim(), hint: fill(hint, params).trim() }
  }
}
