// The API on the core; `index.js` loads it.
import { createCall, decodeBase64, writePkcs8 } from './boundary.js'
import { errorMeanings } from './errors.js'
import {
  claimsMembers,
  contextMembers,
  inspectMembers,
  requireKey,
  requireText,
  splitConnection,
  toUnicode,
  writeOptions,
} from './input.js'
import { anyObject, bytesOrObject, date, key as keyRule, required, requireOptions, string } from './options.js'
import { createSchema } from './schema.js'
import { importKey, signCompact } from './webcrypto.js'

/**
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./types.js').FormField} FormField
 * @typedef {import('./types.js').JsonObject} JsonObject
 * @typedef {import('./types.js').KeyReport} KeyReport
 * @typedef {import('./types.js').ListedCertificate} ListedCertificate
 * @typedef {import('./types.js').Tables} Tables
 * @typedef {import('./errors.js').ImsError} ImsError
 * @typedef {ReturnType<typeof createApi>} Ims
 */

/** @param {Tables} core @returns {Tables} with the errors that only JavaScript raises */
const describeAll = (core) => ({
  ...core,
  errors: [
    ...core.errors,
    ...Object.entries(errorMeanings).map(([code, meaning]) => ({
      code: /** @type {import('./types.js').ErrorCode} */ (code),
      meaning,
    })),
  ],
})

/** @type {import('./options.js').Members} */
const signMembers = {
  payload: required(bytesOrObject),
  header: anyObject,
  privateKey: required(keyRule),
  passphrase: string,
}

/** @param {WebAssembly.Module} module @param {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined */
export function createApi(module, fused) {
  const call = createCall(module, fused)
  /** @type {Tables | undefined} */
  let tables
  const describe = () => {
    tables ??= describeAll(call('describe'))
    return tables
  }

  /** @type {import('./types.js').Validate} */
  const validate = (connection, context = {}) => {
    const [json, privateKey] = splitConnection(connection)
    const result = call('validate', json, privateKey, writeOptions(context, contextMembers, 'context'))
    if (privateKey !== '') result.connection.privateKey = privateKey
    return result
  }

  /** @param {string | Uint8Array} key @param {{ passphrase?: string }} options @returns {Uint8Array<ArrayBuffer>} DER */
  const exportPkcs8 = (key, options) => {
    const { passphrase = '' } = requireOptions(options, { passphrase: string })
    return call('exportPkcs8', requireKey(key), passphrase)
  }

  return Object.freeze({
    /** The compiled core, which a worker takes by `postMessage`: `load({ wasm: module })` there compiles nothing again. */
    module,

    /** The fields of the form, in its order. @returns {FormField[]} */
    get fields() {
      return describe().fields
    },
    /**
     * The tables of the core: fields, issue codes with the templates of their texts, error codes with their meaning.
     * @returns {Tables}
     */
    get tables() {
      return describe()
    },

    /**
     * For forms: Standard Schema and Standard JSON Schema, version 1 of each. `with(context)` gives the same with names
     * taken and so on.
     */
    schema: createSchema({ validate, tables: describe }),

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
    claims: (connection, options = {}) =>
      JSON.parse(call('claims', splitConnection(connection)[0], writeOptions(options, claimsMembers))),

    /**
     * Signs the claims with the connection's key: RS256 (RFC 7518 section 3.3).
     * @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {string} JWS in compact form (RFC 7515 section 7.1)
     * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_SIGNING_FAILED
     */
    signJwt: (connection, options = {}) =>
      call('signJwt', ...splitConnection(connection), writeOptions(options, claimsMembers)),

    /**
     * Signs any claims. Members stand in the order given; `alg` is put first where the header has none.
     * @param {{ payload: JsonObject | Uint8Array, header?: JsonObject, privateKey: string | Uint8Array, passphrase?: string }} options
     *   bytes of a payload are signed as they are
     * @returns {string} JWS in compact form
     * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_SIGNING_FAILED
     */
    sign(options) {
      const { payload, header, privateKey, passphrase = '' } = requireOptions(options, signMembers)
      const claims = payload instanceof Uint8Array ? payload : JSON.stringify(payload)
      const protectedHeader = header && JSON.stringify({ ...('alg' in header ? {} : { alg: 'RS256' }), ...header })
      return call('sign', protectedHeader ?? '', claims, privateKey, passphrase)
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
     * @param {string | Uint8Array} key any form of a private key: PEM, also binary DER, or a JWK as JSON
     * @param {{ passphrase?: string, certificate?: string, certificates?: ListedCertificate[], now?: Date }} [options]
     *   `certificate`: PEM, to compare the key with; `certificates`: those of the credential, from `importCredentials`
     * @returns {KeyReport}
     */
    inspectKey(key, options = {}) {
      const { certificateExpires, ...report } = call(
        'inspectKey',
        requireKey(key),
        writeOptions(options, inspectMembers),
      )
      return { ...report, certificateExpires: certificateExpires === null ? null : new Date(certificateExpires * 1000) }
    },

    /**
     * The key for WebCrypto, which takes unencrypted PKCS#8 alone. It cannot be exported again, but any script of the page
     * that holds it can sign with it.
     * @param {string | Uint8Array} key @param {{ passphrase?: string }} [options]
     * @returns {Promise<CryptoKey>} RSASSA-PKCS1-v1_5 with SHA-256, for `sign`
     * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_WEBCRYPTO_UNAVAILABLE on plain http
     */
    toCryptoKey: async (key, options = {}) => importKey(() => exportPkcs8(key, options)),

    /**
     * The mended key, unencrypted, as other tools take it.
     * @param {string | Uint8Array} key @param {{ passphrase?: string }} [options]
     * @returns {string} PKCS#8 in PEM (RFC 7468 section 10)
     * @throws {ImsError} ERR_KEY_INVALID with `issues`
     */
    toPkcs8: (key, options = {}) => writePkcs8(exportPkcs8(key, options)),

    /**
     * The JWT of `signJwt`, signed by WebCrypto.
     * @param {CryptoKey} key of `toCryptoKey` @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {Promise<string>}
     * @throws {ImsError} ERR_CONNECTION_INVALID, ERR_WEBCRYPTO_UNAVAILABLE
     */
    signJwtWith: async (key, connection, options = {}) =>
      signCompact(key, call('signingInput', splitConnection(connection)[0], writeOptions(options, claimsMembers))),

    /**
     * What a credential file of Adobe or its tools says, recognised by content; `source` is null where it is none of them.
     * @param {string} text of the file @param {{ now?: Date }} [options] what the certificates' expiry is compared with
     * @returns {{ source: string | null, connection: Connection, certificates?: ListedCertificate[], issues: Issue[] }}
     */
    importCredentials: (text, options = {}) =>
      call('importCredentials', toUnicode(requireText(text)), writeOptions(options, { now: date })),

    /**
     * The key under which names are equal; what a UNIQUE index should hold.
     * @param {string} name @returns {string}
     */
    nameKey: (name) => call('nameKey', requireText(name, 'name')),
  })
}
