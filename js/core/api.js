// The public API on the core.
import { decodeBase64, writePkcs8 } from './base64.js'
import { openCore } from './boundary.js'
import { createCredentialsOpener } from './credentials.js'
import { errorMeanings } from './errors.js'
import { claimsMembers, inspectMembers, requireKey, requireText, writeOptions } from './input.js'
import {
  anyObject,
  bytesOrObject,
  date,
  isObject,
  key as keyRule,
  required,
  requireOptions,
  requireValue,
  rule,
  string,
} from './options.js'
import { createValidation } from './prepared.js'
import { createSchema } from './schema.js'
import { checkClaims, verifyMembers } from './verify.js'
import { importKey, signCompact } from './webcrypto.js'

/**
 * @typedef {import('./types.js').Connection} Connection
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').ClaimsOptions} ClaimsOptions
 * @typedef {import('./types.js').FormField} FormField
 * @typedef {import('./types.js').ImportedCredentials} ImportedCredentials
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

const publicKeyRule = rule('a PEM text or a JWK', (value) => typeof value === 'string' || isObject(value))

/** @type {import('./options.js').Members} */
const signMembers = {
  payload: required(bytesOrObject),
  header: anyObject,
  privateKey: required(keyRule),
  passphrase: string,
}

/**
 * @typedef {object} Parts what the core works with
 * @property {() => Promise<import('./credentials.js').CredentialsModule>} credentials loads the module that imports credentials
 * @property {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined
 */

/** @param {WebAssembly.Module} module @param {Parts} parts */
export function createApi(module, { credentials, fused }) {
  const core = openCore(module, fused)
  const openCredentials = createCredentialsOpener(credentials)
  const { validate, prepare } = createValidation(core)
  const unsigned = core.allFields & ~core.bitsOf(['clientSecret', 'privateKey', 'passphrase'])
  /** @type {Tables | undefined} */
  let tables
  const describe = () => {
    tables ??= describeAll(core.json('describe'))
    return tables
  }

  /** @param {string | Uint8Array} key @param {{ passphrase?: string }} options @returns {Uint8Array<ArrayBuffer>} DER */
  const exportPkcs8 = (key, options) => {
    const { passphrase = '' } = requireOptions(options, { passphrase: string })
    return core.bytes('exportPkcs8', requireKey(key), passphrase)
  }

  const schemaCore = { tables: describe, prepare }

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
     * For forms: a Standard Schema and a Standard JSON Schema, version 1 of each. `with(context)` returns the same schema with
     * taken names and the rest of a context.
     */
    schema: createSchema(schemaCore, validate),

    /**
     * Checks the whole connection and returns all issues at once. No value in any field throws. The connection of the result
     * is normalized: trimmed, URLs in normal form, defaults filled in.
     */
    validate: /** @type {import('./types.js').Validate} */ (validate),

    /**
     * Sends names and runtime environments to the core once, for many validations.
     * @param {import('./types.js').Context} context
     */
    prepare(context) {
      const prepared = prepare(context)
      return {
        /** @type {import('./types.js').ValidatePrepared} */
        validate: prepared.validate,
        schema: createSchema(schemaCore, prepared.validate, context),
        [Symbol.dispose]: prepared.dispose,
      }
    },

    /**
     * Repairs what an issue with a `fix` is about, and leaves all other values as given.
     * @param {Connection} connection as passed to `validate`, or its normalized result
     * @param {Pick<Issue, 'field' | 'code'> & { fix?: { code: string } }} issue one that `validate` returned
     * @returns {Connection} a repaired copy; equal to `connection` if the issue has no fix, or is repaired already
     * @throws {TypeError} for a code or fix that does not exist
     * @example
     * const { issues } = ims.validate(connection)
     * for (const issue of issues) if (issue.fix) connection = ims.applyFix(connection, issue)
     */
    applyFix(connection, issue) {
      const { field, code, fix } = requireValue(issue, anyObject, 'issue')
      const repaired = { ...connection }
      if (!fix) return repaired
      /** @type {Record<string, any>} a value of null: remove it */
      const changes = JSON.parse(
        core.ofConnection('applyFix', connection, core.allFields, JSON.stringify({ field, code, fix })),
      )
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) Reflect.deleteProperty(repaired, name)
        else Object.assign(repaired, { [name]: value })
      }
      return repaired
    },

    /**
     * Returns the claims that `signJwt` would sign.
     * @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {JsonObject}
     * @throws {ImsError} ERR_CONNECTION_INVALID
     */
    claims: (connection, options = {}) =>
      JSON.parse(core.ofConnection('claims', connection, unsigned, writeOptions(options, claimsMembers))),

    /**
     * Signs the claims with the connection's key: RS256 (RFC 7518 section 3.3).
     * @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {string} JWS in compact form (RFC 7515 section 7.1)
     * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_SIGNING_FAILED
     */
    signJwt: (connection, options = {}) =>
      core.ofConnection('signJwt', connection, core.allFields, writeOptions(options, claimsMembers)),

    /**
     * Signs any claims. Members keep their order. If the header has no `alg`, it is added as the first member.
     * @param {{ payload: JsonObject | Uint8Array, header?: JsonObject, privateKey: string | Uint8Array, passphrase?: string }} options
     *   bytes of a payload are signed as they are
     * @returns {string} JWS in compact form
     * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_SIGNING_FAILED
     */
    sign(options) {
      const { payload, header, privateKey, passphrase = '' } = requireOptions(options, signMembers)
      const claims = payload instanceof Uint8Array ? payload : JSON.stringify(payload)
      const protectedHeader = header && JSON.stringify({ ...('alg' in header ? {} : { alg: 'RS256' }), ...header })
      return core.text('sign', protectedHeader ?? '', claims, privateKey, passphrase)
    },

    /**
     * Verifies a JWT: its RS256 signature, then `exp` and `nbf` if it has them, and `iss` and `aud` if you say what they
     * must be.
     * @param {string} jwt JWS in compact form
     * @param {string | import('./types.js').JsonObject} key public key (PEM: SubjectPublicKeyInfo or PKCS#1), X.509
     *   certificate (PEM), or a public JWK (RFC 7517) as an object or as JSON. The dates of a certificate are not checked
     * @param {import('./types.js').VerifyOptions} [options]
     * @returns {{ header: JsonObject, payload: JsonObject }}
     * @throws {ImsError} ERR_JWT_MALFORMED, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_JWT_SIGNATURE, ERR_JWT_EXPIRED,
     *   ERR_JWT_NOT_YET_VALID, ERR_JWT_CLAIM, ERR_KEY_INVALID
     * @example
     * import { readFile } from 'node:fs/promises'
     * import { load } from 'imskit'
     *
     * const ims = await load()
     * const jwt = ims.sign({ payload: { iss: 'me' }, privateKey: await readFile('private.key', 'utf8') })
     * const { payload } = ims.verify(jwt, await readFile('certificate_pub.crt', 'utf8'), { issuer: 'me' })
     */
    verify(jwt, key, options = {}) {
      requireOptions(options, verifyMembers)
      const publicKey = requireValue(key, publicKeyRule, 'key')
      const text = typeof publicKey === 'string' ? publicKey : JSON.stringify(publicKey)
      const verified = core.json('verify', requireText(jwt, 'jwt'), text)
      checkClaims(verified.payload, options)
      return verified
    },

    /**
     * Decodes a JWT without checking its signature.
     * @param {string} jwt
     * @returns {{ header: JsonObject, payload: JsonObject, signature: Uint8Array }}
     * @throws {ImsError} ERR_JWT_MALFORMED
     */
    decode(jwt) {
      const { signature, ...parts } = core.json('decode', requireText(jwt, 'jwt'))
      return { ...parts, signature: decodeBase64(signature) }
    },

    /**
     * Reports what a private key is, or what is wrong with it. Never throws for a bad key.
     * @param {string | Uint8Array} key any form of a private key: PEM, also binary DER, or a JWK as JSON
     * @param {{ passphrase?: string, certificate?: string, certificates?: ListedCertificate[], now?: Date }} [options]
     *   `certificate`: PEM, to compare the key with; `certificates`: those of the credential, from `importCredentials`
     * @returns {KeyReport}
     */
    inspectKey(key, options = {}) {
      const { certificateExpires, ...report } = core.json(
        'inspectKey',
        requireKey(key),
        writeOptions(options, inspectMembers),
      )
      return { ...report, certificateExpires: certificateExpires === null ? null : new Date(certificateExpires * 1000) }
    },

    /**
     * Converts a key for WebCrypto, which accepts only unencrypted PKCS#8. The result cannot be exported, but any script of the
     * page that holds it can sign with it.
     * @param {string | Uint8Array} key @param {{ passphrase?: string }} [options]
     * @returns {Promise<CryptoKey>} RSASSA-PKCS1-v1_5 with SHA-256, for `sign`
     * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_WEBCRYPTO_UNAVAILABLE on plain http
     */
    toCryptoKey: async (key, options = {}) => importKey(() => exportPkcs8(key, options)),

    /**
     * Returns the repaired key, unencrypted, in the form that other tools accept.
     * @param {string | Uint8Array} key @param {{ passphrase?: string }} [options]
     * @returns {string} PKCS#8 in PEM (RFC 7468 section 10)
     * @throws {ImsError} ERR_KEY_INVALID with `issues`
     */
    toPkcs8: (key, options = {}) => writePkcs8(exportPkcs8(key, options)),

    /**
     * Signs the JWT of `signJwt` with WebCrypto.
     * @param {CryptoKey} key of `toCryptoKey` @param {Connection} connection @param {ClaimsOptions} [options]
     * @returns {Promise<string>}
     * @throws {ImsError} ERR_CONNECTION_INVALID, ERR_WEBCRYPTO_UNAVAILABLE
     */
    signJwtWith: async (key, connection, options = {}) =>
      signCompact(key, core.ofConnection('signingInput', connection, unsigned, writeOptions(options, claimsMembers))),

    /**
     * Finds the credentials in a file: JSON of the Developer Console or of AEM, .env, ini, properties, YAML, TOML, a
     * Postman environment, or text copied from a page. The file is recognized by its content.
     *
     * `candidates` has every credential of the file that a connection can use, the one to use first; `connection`,
     * `certificates` and `keyFile` are those of the first. The values of one candidate come from one block of the file.
     * Without a candidate, `source` is null, `connection` is empty, and `issues` says why.
     * @param {string} text content of the file, at most 1 MiB
     * @param {{ now?: Date }} [options] `now`: what the expiry of certificates is compared with; default: the clock
     * @returns {Promise<ImportedCredentials>}
     * @throws {TypeError} for a wrong argument
     * @throws {ImsError} ERR_WASM_UNAVAILABLE: the module that imports credentials, which is loaded at the first call, cannot
     *   be loaded
     * @example
     * const { connection, candidates, issues } = await ims.importCredentials(await file.text())
     */
    async importCredentials(text, options = {}) {
      const inputs = [requireText(text), writeOptions(options, { now: date })]
      const imported = (await openCredentials()).json('importCredentials', ...inputs)
      const { source, candidates, issues } = imported
      const [{ connection = {}, certificates, keyFile, issues: more = [] } = {}] = candidates
      return {
        source,
        connection: { ...connection },
        candidates,
        ...(certificates && { certificates }),
        ...(keyFile && { keyFile }),
        issues: [...issues, ...more],
      }
    },

    /**
     * Returns the key under which names are compared. Store it in a UNIQUE index.
     * @param {string} name @returns {string}
     */
    nameKey: (name) => core.text('nameKey', requireText(name, 'name')),
  })
}
