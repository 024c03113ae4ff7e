// What the element says of its own, and how all of it, the core's messages too, is said otherwise.
import { fill } from './fill.js'

/**
 * The texts of the element; `{name}` stands for a param. Messages of issues and errors are the core's, and not here.
 * @type {Readonly<Record<string, string>>}
 */
export const defaultTexts = Object.freeze({
  starting: 'Getting ready …',
  cannotStart: 'The form cannot be started here. It needs a current browser with WebAssembly.',

  groupConnection: 'Connection',
  groupCredential: 'Credential',
  groupKey: 'Signing key',
  groupIms: 'Adobe IMS',
  mustFill: 'must be filled in',
  characters: '{count} of {max} characters',
  choose: 'Choose …',
  notUsable: 'Not usable for this connection',
  'kind.secure-agent': 'Secure Agent',
  'kind.hosted-agent': 'Hosted Agent',
  'kind.serverless': 'serverless',
  show: 'Show',
  hide: 'Hide',
  kept: 'Kept by the host. Leave it empty to keep it.',
  error: 'Error',
  warning: 'Warning',
  oneProblem: 'There is a problem',
  problems: 'There are {count} problems',

  key: '{algorithm}, {bits} bits, {format}',
  keyEncrypted: '{algorithm}, {bits} bits, {format}, encrypted',
  mended: 'Mended:',
  certificateMatches: 'The certificate belongs to this key and expires on {date}.',

  filesTitle: 'Have the files of the Developer Console?',
  filesLead:
    'Drop the config.zip, the JSON, private.key or certificate_pub.crt here, or paste any of them into its field. They are read in this page.',
  chooseFiles: 'Choose files',
  pasted: 'what was pasted',
  reading: 'Reading …',
  taken: 'Filled in from {file}: {what}.',
  'what.private-key': 'private key',
  'what.certificate': 'certificate',
  'what.credentials': 'credentials',
  'what.connection': 'connection',
  notTaken: '{file} was not used.',
  nothingLost: 'The form keeps what it had.',

  grant: 'The token is obtained with',
  'grant.jwt': 'a JWT, signed with the private key',
  'grant.client_credentials': 'the client secret alone (OAuth Server-to-Server)',
  jwtEnded:
    'Adobe ended JWT credentials on 2026-03-01, but for those of AEM as a Cloud Service. A credential that has been migrated to OAuth Server-to-Server uses the client secret alone.',

  sign: 'Sign JWT',
  getToken: 'Get token',
  busy: 'One moment …',
  toBeSigned: 'To be signed',
  notYetSigned: 'Fill in the credential to see what will be signed.',
  signed: 'Signed JWT',
  signedHere: 'Signed in this page. The private key did not leave it.',
  signing: 'Signing …',
  notSigned: 'Not signed',
  keyIsKept: 'The host keeps the private key and never sends it here. Paste it or drop its file to sign.',
  secretIsKept: 'The host keeps the client secret, and uses it only with a JWT. Fill it in to get a token by it alone.',
  changed: 'The form has changed since this was made.',
  fresh: 'Made from the form as it stands.',
  expires: 'Expires',
  issuer: 'Issuer (iss)',
  subject: 'Subject (sub)',
  audience: 'Audience (aud)',
  metaScopes: 'Metascopes: what the token opens',
  lifetime: '{time} after signing',
  at: '{time} (in {left})',
  expired: '{time} (expired)',
  minutes: '{minutes} min',
  minutesAndSeconds: '{minutes} min {seconds} s',
  seconds: '{seconds} s',
  header: 'header',
  payload: 'payload',
  signature: 'signature',
  copyJwt: 'Copy JWT',
  copied: 'Copied',
  notCopied: 'The browser refused',

  token: 'Access token',
  asking: 'Asking IMS …',
  tokenReceived: 'IMS gave an access token.',
  tokenType: 'Type',
  tokenText: 'Token',
  copyToken: 'Copy token',
  noToken: 'No access token',
  status: 'Status',
  errorCode: 'Error',
  imsSaid: 'IMS said',
  debugId: 'Debug ID, for Adobe’s support',
  lookAt: 'Look at',
  again: 'Try again',
  hostUnreachable: 'The token host cannot be reached.',
  hostUnreachableHint: 'The form keeps everything. See that the host runs, then try again.',
  hostOdd: 'The token host answered with HTTP {status} and nothing that this form understands.',
  hostOddHint: 'Look at the host’s log, or try again.',

  // Metascopes by the product that they open.
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
 * @typedef {{ message: string, hint?: string }} Message
 * @typedef {{ field: string, params?: Record<string, string | number> }} Told of an issue or an error
 * @typedef {string | Message | ((issue: Told) => string | Message)} Translation text with `{param}`s and `{label}`, or what
 *   makes it
 * @typedef {Record<string, Translation>} Translations by the code of an issue or an error
 * @typedef {{ label?: string, hint?: string }} FieldTexts
 * @typedef {ReturnType<typeof createTranslate>} Translate
 * @typedef {(key: string, params?: Record<string, unknown>) => string} Say
 */

/** @param {Record<string, string>} texts instead of the default ones, by key @returns {Say} */
export const createSay =
  (texts) =>
  (key, params = {}) =>
    fill(texts[key] ?? defaultTexts[key] ?? key, params)

/**
 * @param {Translations} translations
 * @param {(field: string) => string} labelOf
 * @returns {<T extends { code?: string, message: string, hint?: string, field?: string, params?: object }>(issue: T) => T}
 *   the issue or error in other words, where its code has some
 */
export const createTranslate = (translations, labelOf) => (issue) => {
  const given = translations[issue.code ?? '']
  if (given === undefined) return issue
  const made = typeof given === 'function' ? given(/** @type {any} */ (issue)) : given
  const { message, hint = '' } = typeof made === 'string' ? { message: made } : made
  const params = { label: labelOf(issue.field ?? ''), ...issue.params }
  return { ...issue, message: fill(message, params), hint: fill(hint, params) }
}
