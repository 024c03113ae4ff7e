// The loaded core.
import type { Connection, IssueCode, ValidConnection, ValidOAuthConnection } from '#tables'
import type { ImportedCredentials, ImportOptions } from './credentials.js'
import type { ClaimsOptions, DecodedJwt, JwtPayload, SignOptions, VerifiedJwt, VerifyOptions } from './jwt.js'
import type { InspectOptions, KeyOptions, KeyReport } from './key.js'
import type { WasmModule, WebCryptoKey } from './platform.js'
import type { Schema } from './schema.js'
import type { FormField, Tables } from './tables.js'
import type { AllFields, Context, JwtOnly, Prepared, Validation } from './validation.js'

/**
 * The loaded core. All functions are synchronous, except those that return a promise.
 * @example
 * import { load } from 'imskit'
 *
 * const ims = await load()
 * const { valid, issues } = ims.validate({ name: 'Sales' })
 * console.log(valid, issues[0].code) // → false required
 */
export interface Ims {
  /** The compiled core. A worker that gets it by `postMessage` need not compile it again: `load({ wasm: module })`. */
  readonly module: WasmModule
  /** The fields of the form, in its order. */
  readonly fields: FormField[]
  /** Fields, issue codes with their texts, error codes with their meanings. */
  readonly tables: Tables
  /** For form libraries and other validators. */
  readonly schema: Schema

  /**
   * Checks a whole connection and returns all issues at once. No value of a property throws.
   * @param connection an object from any source: its properties may have any type
   * @param context what to check it against
   * @returns `valid: true` narrows `connection` to one with its required fields. With `context.fields`, or a `grant`
   *   that is known only at run time, fewer fields are narrowed
   * @throws {TypeError} if `connection` is not an object, or for a wrong context
   * @example
   * const { valid, connection, issues } = ims.validate({ name: ' Sales ' }, { fields: ['name'], takenNames: ['sales'] })
   * console.log(valid, connection.name, issues[0].code) // → false Sales not_unique
   */
  validate(connection: unknown, context?: Context & JwtOnly): Validation<ValidConnection>
  /**
   * Checks a whole connection for a grant that may be `client_credentials`.
   * @param connection an object from any source
   * @param context with a `grant` that may be `client_credentials`
   * @returns `valid: true` narrows `connection` to the fields that every grant requires
   */
  validate(connection: unknown, context: Context & AllFields): Validation<ValidOAuthConnection>
  /**
   * Checks the fields of a connection that the context names, or all.
   * @param connection an object from any source
   * @param context may name `fields`
   * @returns no field is narrowed
   */
  validate(connection: unknown, context?: Context): Validation

  /**
   * Sends names and runtime environments to the core once, for many validations.
   * @param context as for `validate`
   * @returns the prepared context. The core keeps it until you dispose it or it is garbage-collected
   * @throws {TypeError} for a wrong context
   * @example
   * const prepared = ims.prepare({ takenNames: ['Sales'], fields: ['name'] })
   * console.log(prepared.validate({ name: 'SALES' }).valid) // → false
   * console.log(prepared.validate({ name: 'Marketing' }).valid) // → true
   * prepared[Symbol.dispose]?.() // or let `using` or the garbage collector do it
   */
  prepare(context: Context & JwtOnly): Prepared<ValidConnection>
  /**
   * Prepares a context with a grant that may be `client_credentials`.
   * @param context with a `grant` that may be `client_credentials`
   * @returns the prepared context
   */
  prepare(context: Context & AllFields): Prepared<ValidOAuthConnection>
  /**
   * Prepares a context that may name the fields to check.
   * @param context may name `fields`
   * @returns the prepared context
   */
  prepare(context: Context): Prepared

  /**
   * Repairs what an issue with a `fix` is about, and leaves all other values as they are.
   * @param connection as passed to `validate`, or its normalized result
   * @param issue one that `validate` returned, of which only `field`, `code` and the code of `fix` are used
   * @returns a repaired copy; equal to `connection` if the issue has no fix or is repaired already
   * @throws {TypeError} for a code or fix that does not exist
   * @example
   * const draft = { name: '"Sales"' }
   * const [issue] = ims.validate(draft, { fields: ['name'] }).issues
   * const fixed = issue ? ims.applyFix(draft, issue) : draft
   * console.log(fixed.name) // → Sales
   */
  applyFix(
    connection: Connection,
    issue: {
      /** Name of the property. */
      readonly field: string
      /** Code of the issue. */
      readonly code: IssueCode
      /** The repair, if the issue has one. */
      readonly fix?:
        | {
            /** Code of the repair. */
            readonly code: string
          }
        | undefined
    },
  ): Connection

  /**
   * Returns the claims that `signJwt` would sign.
   * @param connection needs `organizationId`, `technicalAccountId` and `clientId`. It need not have a key
   * @param options lifetime, metascopes and other claims
   * @returns `exp`, `iss`, `sub`, `aud`, and `true` for the URL of each metascope
   * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`
   * @example
   * console.log(ims.claims(connection).iss === connection.organizationId) // → true
   */
  claims(connection: Connection, options?: ClaimsOptions): JwtPayload

  /**
   * Signs the claims with the connection's key: RS256 (RFC 7518 section 3.3).
   * @param connection needs a private key, and what `claims` needs
   * @param options lifetime, metascopes and other claims
   * @returns a JWS in compact form (RFC 7515 section 7.1)
   * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_SIGNING_FAILED
   * @example
   * const jwt = ims.signJwt(connection, { lifetimeSeconds: 60 })
   * console.log(jwt.split('.').length) // → 3
   */
  signJwt(connection: Connection, options?: ClaimsOptions): string

  /**
   * Signs any claims with RS256. Members keep their order.
   * @param options the claims, the header and the private key
   * @returns a JWS in compact form
   * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_SIGNING_FAILED
   * @example
   * const { privateKey } = connection
   * const jwt = ims.sign({ payload: { iss: 'me', exp: 2e9 }, header: { kid: '1' }, privateKey })
   * console.log(JSON.stringify(ims.decode(jwt).header)) // → {"alg":"RS256","kid":"1"}
   */
  sign(options: SignOptions): string

  /**
   * Verifies a JWT: its RS256 signature, then `exp` and `nbf` if it has them, and `iss` and `aud` if you say what they
   * must be.
   * @param jwt a JWS in compact form
   * @param key a public key (PEM: SubjectPublicKeyInfo or PKCS#1), an X.509 certificate (PEM), or a public JWK (RFC 7517)
   *   as an object or as JSON. The dates of a certificate are not checked
   * @param options what `iss` and `aud` must be, and the tolerance for clocks
   * @returns the header and the claims
   * @throws {ImsError} ERR_JWT_MALFORMED, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_JWT_SIGNATURE, ERR_JWT_EXPIRED,
   *   ERR_JWT_NOT_YET_VALID, ERR_JWT_CLAIM, ERR_KEY_INVALID
   * @example
   * const jwt = ims.signJwt(connection)
   * const key = ims.inspectKey(connection.privateKey)
   * if (!key.usable) throw new Error('unusable key')
   * const { payload } = ims.verify(jwt, key.publicKeyPem, { issuer: connection.organizationId })
   * console.log(payload.sub === connection.technicalAccountId) // → true
   */
  verify(jwt: string, key: string | object, options?: VerifyOptions): VerifiedJwt

  /**
   * Decodes a JWT without checking anything.
   * @param jwt a JWS in compact form
   * @returns the header, the claims and the bytes of the signature. Do not trust them before `verify`
   * @throws {ImsError} ERR_JWT_MALFORMED
   * @example
   * const { header, payload } = ims.decode(ims.signJwt(connection))
   * console.log(header.alg, payload.iss === connection.organizationId) // → RS256 true
   */
  decode(jwt: string): DecodedJwt

  /**
   * Reports what a private key is, or what is wrong with it. It never throws for a bad key.
   * @param key any form of a private key: PEM, binary DER, a JWK as JSON, and more
   * @param options the passphrase, and certificates to compare the key with
   * @returns `usable: true` if the key can sign. Otherwise `issues` says what is wrong
   * @example
   * const { usable, format, bits, repairs } = ims.inspectKey(connection.privateKey.replaceAll('\n', '\\n'))
   * console.log(usable, format, bits, repairs.length > 0) // → true PKCS#8 2048 true
   */
  inspectKey(key: string | Uint8Array, options?: InspectOptions): KeyReport

  /**
   * Imports a key into WebCrypto, which accepts only unencrypted PKCS#8. The result cannot be exported, but any script of
   * the page that holds it can sign with it.
   * @param key as for `inspectKey`
   * @param options the passphrase of an encrypted key
   * @returns RSASSA-PKCS1-v1_5 with SHA-256, for `sign`
   * @throws {ImsError} ERR_KEY_INVALID with `issues`, ERR_WEBCRYPTO_UNAVAILABLE on plain http
   * @example
   * const key = await ims.toCryptoKey(connection.privateKey)
   * console.log(key.type, key.extractable) // → private false
   */
  toCryptoKey(key: string | Uint8Array, options?: KeyOptions): Promise<WebCryptoKey>

  /**
   * Returns the repaired key, unencrypted, in the form that other tools accept.
   * @param key as for `inspectKey`
   * @param options the passphrase of an encrypted key
   * @returns PKCS#8 in PEM (RFC 7468 section 10)
   * @throws {ImsError} ERR_KEY_INVALID with `issues`
   * @example
   * const pem = ims.toPkcs8(connection.privateKey.replaceAll('\n', '\\n'))
   * console.log(pem.split('\n')[0]) // → -----BEGIN PRIVATE KEY-----
   */
  toPkcs8(key: string | Uint8Array, options?: KeyOptions): string

  /**
   * Signs the JWT of `signJwt` with WebCrypto.
   * @param key the result of `toCryptoKey`
   * @param connection as for `claims`
   * @param options lifetime, metascopes and other claims
   * @returns a JWS in compact form
   * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_WEBCRYPTO_UNAVAILABLE
   * @example
   * const { privateKey, ...withoutKey } = connection
   * const key = await ims.toCryptoKey(privateKey)
   * const jwt = await ims.signJwtWith(key, withoutKey)
   * console.log(jwt.split('.').length) // → 3
   */
  signJwtWith(key: WebCryptoKey, connection: Connection, options?: ClaimsOptions): Promise<string>

  /**
   * Finds the credentials in a file: JSON of the Developer Console or of AEM, .env, ini, properties, YAML, TOML, a
   * Postman environment, or text copied from a page. The file is recognized by its content.
   *
   * `candidates` has every credential of the file that a connection can use, the one to use first; `connection`,
   * `certificates` and `keyFile` are those of the first. The values of one candidate come from one block of the file.
   * Without a candidate, `source` is null, `connection` is empty, and `issues` says why.
   * @param text the content of the file, at most 1 MiB
   * @param options the time to compare certificates with
   * @returns the candidates, and what is wrong with them or with the file
   * @throws {TypeError} for a wrong argument
   * @throws {ImsError} ERR_WASM_UNAVAILABLE if the module that imports credentials cannot be loaded; the first call loads it
   * @example
   * const { source, candidates } = await ims.importCredentials(`CLIENT_ID=${connection.clientId}
   * CLIENT_SECRET=${connection.clientSecret}`)
   * console.log(source, candidates[0].connection.clientId === connection.clientId) // → env true
   */
  importCredentials(text: string, options?: ImportOptions): Promise<ImportedCredentials>

  /**
   * Returns the key under which names are compared. Store it in a UNIQUE index.
   * @param name the name of a connection
   * @returns the same string for all names that `not_unique` treats as equal
   * @example
   * console.log(ims.nameKey(' Sales ') === ims.nameKey('SALES')) // → true
   */
  nameKey(name: string): string
}
