import { compile, createCall, decodeBase64 } from './core.js'
import { ImsError } from './error.js'

export { ImsError }

/**
 * @typedef {import('#tables').FieldName} FieldName
 * @typedef {import('#tables').FormFieldName} FormFieldName
 * @typedef {import('#tables').IssueCode} IssueCode
 * @typedef {import('#tables').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 *
 * @typedef {{ [field in Exclude<FieldName, 'metaScopes' | 'scopes'>]?: string } &
 *   { metaScopes?: string[], scopes?: string[] }} Connection the properties of a connection; SPEC, “The connection”
 *
 * @typedef {object} Issue
 * @property {string} field the property it is about; the name as given where it is an unknown one
 * @property {IssueCode} code stable, for programs
 * @property {'error' | 'warning'} severity
 * @property {string} message what is wrong, for a person; without secrets
 * @property {string} [hint] how to mend it
 * @property {Record<string, string | number>} [params] what the message was made from. `position` counts code points
 *   of the normalised value from 1; `max`, `actual` and `excess` are counts of code points, entries, bytes or bits
 *
 * @typedef {object} Context what a connection is checked against
 * @property {'jwt' | 'client_credentials' | 'auto'} [grant] client_credentials asks for no key and no technical account
 * @property {string[]} [takenNames] names of the other connections of the organization
 * @property {string} [currentName] the saved name of the connection being edited, which it may keep
 * @property {{ name: string, kind: RuntimeEnvironmentKind }[]} [runtimeEnvironments]
 * @property {FieldName[]} [fields] ask about these alone
 *
 * @typedef {object} ClaimsOptions
 * @property {string[]} [metaScopes] instead of the connection's; default `ent_analytics_bulk_ingest_sdk`
 * @property {number} [lifetimeSeconds] from 1 to 86400; default 300
 * @property {Date} [now] default: the clock
 * @property {string} [jti] RFC 7519 section 4.1.7; IMS wants a decimal number greater than any before
 * @property {boolean} [issuedAt] with `iat`; default false
 *
 * @typedef {object} FormField
 * @property {FormFieldName} name in the connection object
 * @property {string} label on the form
 * @property {boolean} required
 * @property {boolean} secret not to be shown, logged or stored
 * @property {boolean} multiline
 * @property {number} [maxLength] in code points
 * @property {string} [default]
 * @property {string} [hint] where a person finds the value
 *
 * @typedef {{ code: IssueCode, severity: Issue['severity'], message: string, hint: string }} IssueRule
 *   `{name}` in a text stands for a param; {label}, {where} and {allowed} are the field's
 * @typedef {Record<string, unknown>} JsonObject
 * @typedef {object} KeyReport
 * @property {boolean} usable whether RS256 can be signed with it
 * @property {string | null} format `PKCS#8` or `PKCS#1`
 * @property {string | null} algorithm `RSA`
 * @property {number | null} bits of the modulus
 * @property {string | null} publicKeyPem SubjectPublicKeyInfo (RFC 5280 section 4.1)
 * @property {{ spkiSha256: string | null }} fingerprints lower-case hex
 * @property {Issue[]} issues
 *
 * @typedef {ReturnType<typeof createApi>} Ims
 */

/** @type {Promise<Ims> | undefined} */
let loading

/**
 * Loads the core, once; everything is synchronous after it.
 * @param {{ wasm?: import('./core.js').WasmSource }} [options] `wasm`: a compiled module, its bytes, or a URL to fetch it
 *   from, instead of the copy inside the package
 * @returns {Promise<Ims>}
 */
export function load({ wasm } = {}) {
  if (wasm !== undefined) return compile(wasm).then(createApi)
  loading ??= compile().then(createApi)
  return loading
}

/** @param {WebAssembly.Module} module */
function createApi(module) {
  const call = createCall(module)
  const tables = call('describe')

  /** @type {(connection: Connection, context?: Context) => { valid: boolean, connection: Connection, issues: Issue[] }} */
  const validate = (connection, context = {}) => call('validate', toJson(connection), stringify(context))

  /** @param {Context} context */
  const schema = (context) => ({
    '~standard': {
      version: /** @type {const} */ (1),
      vendor: 'imskit',
      /** @param {unknown} input */
      validate(input) {
        const given = isObject(input) ? input : {}
        const { valid, connection, issues } = validate(given, context)
        if (valid && given === input) return { value: connection }
        const errors = issues.filter(({ severity }) => severity === 'error')
        return { issues: errors.map(({ field, message }) => ({ message, path: [field] })) }
      },
      /** @type {{ input: Connection, output: Connection } | undefined} */
      types: undefined,
    },
    /** The same, checked against a context. @param {Context} other */
    with: (other) => schema(other),
  })

  return Object.freeze({
    /** The fields of the form, in its order. @type {FormField[]} */
    fields: tables.fields,

    /**
     * The tables of the core: fields, issue codes with the templates of their texts, error codes with their meaning.
     * @type {{ fields: FormField[], fieldNames: FieldName[], issues: IssueRule[],
     *   errors: { code: import('#tables').ErrorCode, meaning: string }[], runtimeEnvironmentKinds: RuntimeEnvironmentKind[] }}
     */
    tables,

    /** Standard Schema version 1; errors only, since any issue means failure there. */
    schema: schema({}),

    /**
     * Checks everything at once. Any value in any field gives issues, never an exception.
     * The connection of the result is normalised: trimmed, URLs in normal form, defaults filled in.
     */
    validate,

    /**
     * The claims that `signJwt` would sign.
     * @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {JsonObject}
     * @throws {ImsError} ERR_CONNECTION_INVALID
     */
    claims: (connection, options = {}) => JSON.parse(call('claims', toJson(connection), writeOptions(options))),

    /**
     * Signs the claims with the connection's key: RS256 (RFC 7518 section 3.3).
     * @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {string} JWS in compact form (RFC 7515 section 7.1)
     * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_SIGNING_FAILED
     */
    signJwt: (connection, options = {}) => call('signJwt', toJson(connection), writeOptions(options)),

    /**
     * Signs any claims. Members stand in the order given; `alg` is put first where the header has none.
     * @param {{ payload: JsonObject | Uint8Array, header?: JsonObject, privateKey: string, passphrase?: string }} options
     *   bytes of a payload are signed as they are
     * @returns {string} JWS in compact form
     * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_SIGNING_FAILED
     */
    sign({ payload, header, privateKey, passphrase = '' }) {
      const claims = payload instanceof Uint8Array ? payload : JSON.stringify(requireObject(payload, 'payload'))
      const protectedHeader =
        header && JSON.stringify({ ...('alg' in requireObject(header, 'header') ? {} : { alg: 'RS256' }), ...header })
      return call(
        'sign',
        protectedHeader ?? '',
        claims,
        requireText(privateKey, 'privateKey'),
        requireText(passphrase, 'passphrase'),
      )
    },

    /**
     * Checks the signature, not the times, which are the caller's to judge.
     * @param {string} jwt @param {string} pem public key (SubjectPublicKeyInfo or PKCS#1) or X.509 certificate
     * @returns {{ header: JsonObject, payload: JsonObject }}
     * @throws {ImsError} ERR_JWT_MALFORMED, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_JWT_SIGNATURE, ERR_KEY_INVALID
     */
    verify(jwt, pem) {
      const { header, payload } = call('verify', requireText(jwt, 'jwt'), requireText(pem, 'pem'))
      return { header: JSON.parse(header), payload: JSON.parse(payload) }
    },

    /**
     * Takes a JWT apart, without any check of its signature.
     * @param {string} jwt
     * @returns {{ header: JsonObject, payload: JsonObject, signature: Uint8Array }}
     * @throws {ImsError} ERR_JWT_MALFORMED
     */
    decode(jwt) {
      const { header, payload, signature } = call('decode', requireText(jwt, 'jwt'))
      return {
        header: JSON.parse(header),
        payload: JSON.parse(payload),
        signature: decodeBase64(signature.replaceAll('-', '+').replaceAll('_', '/')),
      }
    },

    /**
     * What a private key is, or what is wrong with it. Never throws for a bad key.
     * @param {string} pem @param {{ passphrase?: string }} [options]
     * @returns {KeyReport}
     */
    inspectKey: (pem, { passphrase = '' } = {}) =>
      call('inspectKey', requireText(pem, 'pem'), requireText(passphrase, 'passphrase')),

    /**
     * The key under which names are equal; what a UNIQUE index should hold.
     * @param {string} name @returns {string}
     */
    nameKey: (name) => call('nameKey', requireText(name, 'name')),
  })
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @template {object} T @param {T} value @param {string} name @returns {T} */
function requireObject(value, name) {
  if (!isObject(value)) throw new TypeError(`${name} must be an object`)
  return value
}

/** @param {unknown} value @param {string} name @returns {string} */
function requireText(value, name) {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  return value
}

/** @param {ClaimsOptions} options */
function writeOptions({ now = new Date(), ...options }) {
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) throw new TypeError('options.now must be a valid Date')
  return stringify({ ...options, now: Math.floor(now.getTime() / 1000) })
}

/** A lone surrogate becomes U+FFFD, which no field takes. @param {string} text */
const toUnicode = (text) => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** @param {object} value */
const stringify = (value) => JSON.stringify(value, (_, item) => (typeof item === 'string' ? toUnicode(item) : item))

/**
 * The connection as JSON. Texts cross as they are; of anything else only its kind crosses, since nothing but its kind
 * matters and it may be cyclic or endless.
 * @param {Connection} connection
 */
function toJson(connection) {
  /** @type {Record<string, unknown>} */
  const plain = Object.create(null)
  for (const [name, value] of Object.entries(requireObject(connection, 'connection'))) {
    if (value !== undefined) plain[toUnicode(name)] = Array.isArray(value) ? value.map(toScalar) : toScalar(value)
  }
  return stringify(plain)
}

/** @param {unknown} value */
function toScalar(value) {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return 0
  return typeof value === 'boolean' || value === null ? value : Array.isArray(value) ? [] : {}
}
