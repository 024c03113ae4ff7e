import createCore from '../dist/core.js'
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
 * @typedef {object} IssueRule
 * @property {IssueCode} code
 * @property {'error' | 'warning'} severity
 * @property {string} message with `{param}` for what is filled in; {label}, {where} and {allowed} are the field's
 * @property {string} hint the same
 *
 * @typedef {Record<string, unknown>} JsonObject
 *
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
 * @typedef {WebAssembly.Module | ArrayBuffer | Uint8Array<ArrayBuffer> | URL | string} WasmSource
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** @type {Promise<Ims> | undefined} */
let loading

/**
 * Loads the core, once; everything is synchronous after it.
 * @param {{ wasm?: WasmSource }} [options] `wasm`: a compiled module, its bytes, or a URL to fetch it from, instead of
 *   the copy inside the package
 * @returns {Promise<Ims>}
 */
export function load({ wasm } = {}) {
  if (wasm !== undefined) return compile(wasm).then(createApi)
  loading ??= import('../dist/wasm.js').then((inlined) => compile(decodeBase64(inlined.default))).then(createApi)
  return loading
}

/** @param {WasmSource} source */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source)
  const response = await fetch(source)
  if (!response.ok)
    throw new ImsError('ERR_WASM_UNAVAILABLE', `The core could not be fetched: HTTP ${response.status}.`)
  return WebAssembly.compile(await response.arrayBuffer())
}

/** @param {string} text */
function decodeBase64(text) {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i) // ten times as fast as Uint8Array.from here
  return bytes
}

/**
 * An instance, made synchronously: the glue sets up everything before it returns where its hook does.
 * @param {WebAssembly.Module} module
 */
function instantiate(module) {
  const core = {
    /** @param {WebAssembly.Imports} imports @param {(instance: WebAssembly.Instance) => void} done */
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports)
      done(instance)
      return instance.exports
    },
  }
  createCore(core)
  return /** @type {Record<string, (...inputs: Uint8Array[]) => Uint8Array>} */ (/** @type {unknown} */ (core))
}

/** @param {WebAssembly.Module} module */
function createApi(module) {
  let core = instantiate(module)

  /**
   * Every text crosses as bytes that are wiped afterwards, on both sides.
   * @param {string} name @param {...(string | Uint8Array)} inputs
   */
  function call(name, ...inputs) {
    const arrays = inputs.map((input) => (typeof input === 'string' ? encoder.encode(input) : input))
    let output
    try {
      output = /** @type {(...inputs: Uint8Array[]) => Uint8Array} */ (core[name])(...arrays)
    } catch {
      core = instantiate(module) // a trap may have left anything behind: the instance is not used again
      throw new ImsError('ERR_CORE_FAILED', 'The core failed, most likely for lack of memory; it was started anew.')
    } finally {
      for (const [i, array] of arrays.entries()) if (typeof inputs[i] === 'string') array.fill(0)
    }
    const { value, error } = JSON.parse(decoder.decode(output))
    output.fill(0)
    if (error?.code === 'ERR_ARGUMENT') throw new TypeError(error.message)
    if (error) {
      const { code, message, ...details } = error
      throw new ImsError(code, message, details)
    }
    return value
  }

  const tables = call('describe')

  /** @param {Connection} connection @param {Context} [context] */
  function validate(connection, context = {}) {
    /** @type {{ valid: boolean, connection: Connection, issues: Issue[] }} */
    const result = call('validate', toJson(connection), JSON.stringify(context))
    return result
  }

  /** @param {Context} context */
  const schema = (context) => ({
    '~standard': {
      version: /** @type {const} */ (1),
      vendor: 'imskit',
      /** @param {unknown} input */
      validate(input) {
        const { valid, connection, issues } = validate(
          /** @type {Connection} */ (isObject(input) ? input : {}),
          context,
        )
        if (valid && isObject(input)) return { value: connection }
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
  return JSON.stringify({ ...options, now: Math.floor(now.getTime() / 1000) })
}

/**
 * The connection as JSON. Texts cross as they are, lone surrogates as U+FFFD; of anything else only its kind crosses,
 * since nothing but its kind matters and it may be cyclic or endless.
 * @param {Connection} connection
 */
function toJson(connection) {
  /** @type {Record<string, unknown>} */
  const plain = Object.create(null)
  for (const [name, value] of Object.entries(requireObject(connection, 'connection'))) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.map(toScalar) : toScalar(value)
  }
  return JSON.stringify(plain)
}

/** @param {unknown} value */
function toScalar(value) {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd')
  if (typeof value === 'number') return 0
  return typeof value === 'boolean' || value === null ? value : Array.isArray(value) ? [] : {}
}
