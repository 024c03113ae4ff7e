// The types of the API, with its documentation. Only types: it leaves nothing behind in JavaScript, and is not published;
// its declarations are.
import type {
  Connection,
  ErrorCode,
  FieldName,
  FixCode,
  FormFieldName,
  IssueCode,
  Issues,
  RepairCode,
  RuntimeEnvironmentKind,
  ValidConnection,
  ValidOAuthConnection,
} from '#tables'

export type {
  Connection,
  ErrorCode,
  FieldName,
  FixCode,
  FormFieldName,
  IssueCode,
  RepairCode,
  RuntimeEnvironmentKind,
  ValidConnection,
  ValidOAuthConnection,
}

/** A JSON object with members that you know better than imskit does. */
export type JsonObject = Record<string, unknown>

/** How a token is requested: with a signed JWT, or by OAuth Server-to-Server. */
export type Grant = 'jwt' | 'client_credentials'

/** A repair that `applyFix` can make. */
export interface Fix {
  code: FixCode
  /** For a button. */
  title: string
}

interface IssueTexts {
  /** What is wrong, for a person. It contains no secret. */
  message: string
  /** What to do about it, for a person. */
  hint?: string
  /** What `applyFix` can do about it, if it can do something. */
  fix?: Fix
}

/**
 * Something wrong with a connection, a key or a file. `code` is stable, and narrows `severity` and `params`: what the
 * message was made from. `position` counts code points of the normalized value from 1; `max`, `min`, `actual` and `excess`
 * count code points, entries, bytes or bits.
 *
 * `field` is the property it is about, or empty if it is about a file as a whole. Only `unknown_field` has any other name
 * there, the one that was given.
 */
export type Issue = {
  [Code in IssueCode]: IssueTexts & {
    code: Code
    field: Code extends 'unknown_field' ? string & {} : FieldName | ''
  } & Issues[Code]
}[IssueCode]

/** What is known about a runtime environment. */
export interface RuntimeEnvironment {
  name: string
  kind: RuntimeEnvironmentKind
}

/** What may change from one validation with a prepared context to the next. */
export interface CallContext {
  /** `client_credentials` needs neither a private key nor a technical account ID. Default: `jwt`. */
  grant?: Grant | 'auto' | undefined
  /** The saved name of the connection being edited, which it may keep although it is in `takenNames`. */
  currentName?: string | undefined
  /** Checks only these fields. */
  fields?: readonly FieldName[] | undefined
  /** The time to compare a certificate's expiry with. Default: the clock. */
  now?: Date | undefined
}

/** What to check a connection against. */
export interface Context extends CallContext {
  /** Names of the other connections of the organization. */
  takenNames?: readonly string[] | undefined
  /** The runtime environments of the organization. A connection needs one of kind `secure-agent`. */
  runtimeEnvironments?: readonly Readonly<RuntimeEnvironment>[] | undefined
}

/** The result of `validate`. `valid: true` narrows `connection` to one that has its required fields. */
export type Validation<Valid extends Connection = Connection> =
  | {
      valid: true
      /** Normalized: trimmed, URLs in normal form, defaults filled in. */
      connection: Valid
      /** Warnings only. */
      issues: Issue[]
    }
  | {
      valid: false
      /** Normalized as far as possible. */
      connection: Connection
      /** All issues, in the order of the form; the errors of a field before its warnings. */
      issues: Issue[]
    }

/** Checks all fields for the grant `jwt`. */
interface JwtOnly {
  grant?: 'jwt' | 'auto' | undefined
  fields?: undefined
}

/** Checks all fields. */
interface AllFields {
  fields?: undefined
}

interface Unchanged {
  grant?: undefined
  fields?: undefined
}

/** The name of `Symbol.dispose`, or `never` if `lib` does not have it. */
type DisposeName = SymbolConstructor extends { readonly dispose: infer Name extends symbol } ? Name : never

/** The name of `Symbol.asyncDispose`, or `never`. */
type AsyncDisposeName = SymbolConstructor extends { readonly asyncDispose: infer Name extends symbol } ? Name : never

/** `[Symbol.asyncDispose]`, for `await using`. */
export type AsyncDisposing = { readonly [Name in AsyncDisposeName]: () => Promise<void> }

/** `[Symbol.dispose]`, for `using`. */
type Disposing = { readonly [Name in DisposeName]: () => void }

/** A context that the core keeps, for many validations. */
export interface Prepared<Valid extends Connection = Connection> extends Disposing {
  /**
   * Checks a connection against the prepared context.
   * @param connection as for `ims.validate`
   * @param changes what differs from the context this time
   * @throws {TypeError} after the context was disposed
   * @example
   * const prepared = ims.prepare({ takenNames: ['Sales'], fields: ['name'] })
   * console.log(prepared.validate({ name: 'SALES' }).valid) // → false
   * console.log(prepared.validate({ name: 'SALES' }, { currentName: 'Sales' }).valid) // → true
   */
  validate(connection: unknown, changes?: CallContext & Unchanged): Validation<Valid>
  /** Checks a connection with another grant or other fields than those of the prepared context. */
  validate(connection: unknown, changes?: CallContext): Validation
  /** For forms, with the prepared context. */
  readonly schema: Schema<Valid>
}

/** Options of `ims.claims` and `ims.signJwt`. */
export interface ClaimsOptions {
  /** Instead of the connection's. Default: `ent_analytics_bulk_ingest_sdk`. */
  metaScopes?: readonly string[] | undefined
  /** From 1 to 86400. Default: 300. */
  lifetimeSeconds?: number | undefined
  /** The time that `exp` is counted from. Default: the clock. */
  now?: Date | undefined
  /** RFC 7519 section 4.1.7. IMS wants a decimal number greater than any before. */
  jti?: string | undefined
  /** Adds `iat`. Default: false. */
  issuedAt?: boolean | undefined
}

/** Options of `ims.sign`. */
export interface SignOptions {
  /** The claims. Bytes are signed as they are. */
  payload: JsonObject | Uint8Array
  /** The JOSE header. Without `alg`, `"alg": "RS256"` is added as the first member. */
  header?: JsonObject | undefined
  /** In any form that imskit reads. */
  privateKey: string | Uint8Array
  passphrase?: string | undefined
}

/** Options of functions that take a private key. */
export interface KeyOptions {
  passphrase?: string | undefined
}

/** Options of `ims.inspectKey`. */
export interface InspectOptions extends KeyOptions {
  /** X.509 in PEM, to compare the key with. If there are several, any may match. */
  certificate?: string | undefined
  /** The certificates of the credential, as `ims.importCredentials` found them. */
  certificates?: readonly ListedCertificate[] | undefined
  /** The time to compare the certificate's expiry with. Default: the clock. */
  now?: Date | undefined
}

/** Options of `ims.importCredentials`. */
export interface ImportOptions {
  /** The time to compare the expiry of certificates with. Default: the clock. */
  now?: Date | undefined
}

/** Options of `ims.verify`. */
export interface VerifyOptions {
  /** What `iss` must be, or one of these. */
  issuer?: string | readonly string[] | undefined
  /** What `aud` must be or contain, or one of these. */
  audience?: string | readonly string[] | undefined
  /** Seconds by which the clocks may differ, from 0 to 86400. Default: 0. */
  clockTolerance?: number | undefined
  /** Default: the clock. */
  now?: Date | undefined
  /** Accepts a JWT whose `exp` has passed. Default: false. */
  ignoreExpiration?: boolean | undefined
}

/** The header of a JWS (RFC 7515 section 4.1). */
export interface JwtHeader {
  alg: string
  typ?: string
  kid?: string
  [name: string]: unknown
}

/**
 * The claims of a JWT (RFC 7519 section 4.1). Nothing but `ims.verify` checks the types of the registered ones, and it
 * checks those that it compares.
 */
export interface JwtPayload {
  iss?: string
  sub?: string
  aud?: string | string[]
  /** Seconds since 1970. */
  exp?: number
  /** Seconds since 1970. */
  nbf?: number
  /** Seconds since 1970. */
  iat?: number
  jti?: string
  [name: string]: unknown
}

/** A JWT whose signature was verified. */
export interface VerifiedJwt {
  header: JwtHeader
  payload: JwtPayload
}

/** A JWT of which nothing was checked. */
export interface DecodedJwt extends VerifiedJwt {
  signature: Uint8Array
}

/** A property that a connection may have. */
export interface MoreField {
  /** Its name in the connection. */
  name: FieldName
  required: boolean
  /** Not required for the grant `client_credentials`. */
  jwtOnly?: boolean
  /** Derived from another field if it is absent. */
  derived?: boolean
  /** White space at its ends does not count. */
  trimmed?: boolean
  /** Don't show, log or store it. */
  secret: boolean
  multiline: boolean
  /** In code points; of an entry, if the field is a list. */
  maxLength?: number
  /** Of a list. */
  maxItems?: number
  default?: string
  /** Where a person finds the value. */
  hint?: string
}

/** A field of the form. */
export interface FormField extends MoreField {
  name: FormFieldName
  /** What the form calls it. */
  label: string
}

/**
 * The texts of an issue code. In a text, `{name}` stands for a param and `{name:one|many}` for a number and its noun;
 * `{label}`, `{format}` and `{allowed}` come from the field.
 */
export interface IssueRule {
  code: IssueCode
  severity: 'error' | 'warning'
  message: string
  /** May be empty. */
  hint: string
}

/** A certificate that the Developer Console lists for a credential. */
export interface ListedCertificate {
  /** SHA-1 of its DER, lower-case hex. */
  sha1: string
  /** Its last day, `YYYY-MM-DD`. */
  expires: string
}

/** A credential of a file. */
export interface CredentialCandidate {
  /** Unique in the file: the credential's name, its section, context or prefix, or its client ID. */
  label: string
  /** The grant that it is made for. */
  type: 'jwt' | 'oauth_server_to_server'
  /** The values as they are in the file. */
  connection: Connection
  /** The file that holds the private key, if this file names one. */
  keyFile?: string
  /** The certificates that the Developer Console lists for it. */
  certificates?: ListedCertificate[]
  /** What it lacks for its type, and values that cannot be right. */
  issues: Issue[]
}

/** The result of `ims.importCredentials`. */
export interface ImportedCredentials {
  /** The kind of file, for example `console-jwt`, `aem` or `env`; null if there is no candidate. */
  source: string | null
  /** That of the first candidate; empty if there is none. */
  connection: Connection
  /**
   * The one to use first: complete ones, then JWT before OAuth Server-to-Server, then in the order of the file. Web,
   * single-page and API-key credentials are not listed.
   */
  candidates: CredentialCandidate[]
  /** That of the first candidate. */
  keyFile?: string
  /** Those of the first candidate. */
  certificates?: ListedCertificate[]
  /** Those of the file, then those of the first candidate. */
  issues: Issue[]
}

/** The result of `ims.inspectKey`. */
export interface KeyReport {
  /** True if it can sign RS256, and belongs to the certificate if you passed one. */
  usable: boolean
  format: 'PKCS#8' | 'PKCS#1' | 'JWK' | null
  algorithm: 'RSA' | null
  /** The length of the modulus. */
  bits: number | null
  encrypted: boolean
  /** What was repaired. */
  repairs: RepairCode[]
  /** SubjectPublicKeyInfo in PEM (RFC 5280 section 4.1). */
  publicKeyPem: string | null
  /** Of the DER, lower-case hex. */
  fingerprints: { spkiSha256: string | null; certificateSha1: string | null }
  certificateExpires: Date | null
  /** Null if there is no certificate to compare with. */
  matchesCertificate: boolean | null
  issues: Issue[]
}

/** Everything that the core knows about fields, issues and errors, for documentation and translation. */
export interface Tables {
  /** The fields of the form. */
  fields: FormField[]
  /** Other properties that a connection may have. */
  moreFields: MoreField[]
  /** The names of both. */
  fieldNames: FieldName[]
  issues: IssueRule[]
  /** What `applyFix` can do. */
  fixes: Fix[]
  /** The type of each param. `?`: it may be absent, and the hint with it. */
  params: Record<string, 'string' | 'string?' | 'number'>
  errors: { code: ErrorCode; meaning: string }[]
  repairs: { code: RepairCode; message: string }[]
  runtimeEnvironmentKinds: RuntimeEnvironmentKind[]
}

/** Options of Standard JSON Schema. */
export interface JsonSchemaOptions {
  readonly target: 'draft-2020-12' | 'draft-07' | 'openapi-3.0' | ({} & string)
  readonly libraryOptions?: Record<string, unknown> | undefined
}

/** A connection as a Standard Schema and a Standard JSON Schema (https://standardschema.dev), version 1 of each. */
export interface Schema<Valid extends Connection = ValidConnection> {
  /** For form libraries and validators. */
  readonly '~standard': StandardProps<Valid>
  /**
   * Returns the same schema with a context.
   * @param context taken names, the grant and so on
   * @example
   * const schema = ims.schema.with({ takenNames: ['Sales'] })
   */
  with(context: Context & JwtOnly): Schema<ValidConnection>
  /** Returns the schema with a grant that may be `client_credentials`. */
  with(context: Context & AllFields): Schema<ValidOAuthConnection>
  /** Returns the schema with a context that may name the fields to check. */
  with(context: Context): Schema<Connection>
}

/** The members of Standard Schema and Standard JSON Schema. */
export interface StandardProps<Valid extends Connection = ValidConnection> {
  readonly version: 1
  readonly vendor: string
  /** Reports errors only, because any issue is a failure here. */
  readonly validate: (value: unknown) => StandardResult<Valid>
  /** What a JSON Schema can say: it accepts whatever `validate` accepts, and more. */
  readonly jsonSchema: {
    /** Of what people enter. */
    readonly input: (options: JsonSchemaOptions) => Record<string, unknown>
    /** Of the result: trimmed, with defaults. */
    readonly output: (options: JsonSchemaOptions) => Record<string, unknown>
  }
  readonly types?: { readonly input: Connection; readonly output: Valid } | undefined
}

/** The result of a Standard Schema: a value, or issues. */
export type StandardResult<Valid extends Connection = ValidConnection> =
  | { readonly value: Valid; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[] }

/** `WebAssembly.Module`, also if `lib` lacks `DOM`, which declares it. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object

/** `CryptoKey` of WebCrypto, also if `lib` lacks `DOM`. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** An application as a function of requests, which runs on Node, Deno, Bun and Workers, and in frameworks. */
export interface FetchApp {
  /** Answers a request. It needs no `this`. Runtimes pass more arguments, which are optional. */
  fetch(this: void, request: Request, environment?: unknown, context?: unknown): Response | Promise<Response>
  /** Answers a request that is made from the arguments, for tests. */
  request(this: void, input: string | URL | Request, init?: RequestInit): Response | Promise<Response>
}

/** A compiled module, its bytes, or a URL to fetch it from. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | URL | string

/** Options of `load`. */
export interface LoadOptions {
  /** The core to use instead of the copy inside the package. */
  wasm?: WasmSource | undefined
}

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
   * @param connection an object, from wherever: its properties may have any type
   * @param context what to check it against
   * @returns `valid: true` narrows `connection` to one with its required fields. With `context.fields` or a `grant`
   *   that is known only at run time, it narrows to less
   * @throws {TypeError} if `connection` is not an object, or for a wrong context
   * @example
   * const { valid, connection, issues } = ims.validate({ name: ' Sales ' }, { fields: ['name'], takenNames: ['sales'] })
   * console.log(valid, connection.name, issues[0].code) // → false Sales not_unique
   */
  validate(connection: unknown, context?: Context & JwtOnly): Validation<ValidConnection>
  /** Checks a whole connection for a grant that may be `client_credentials`. */
  validate(connection: unknown, context: Context & AllFields): Validation<ValidOAuthConnection>
  /** Checks the fields of a connection that the context names, or all. */
  validate(connection: unknown, context?: Context): Validation

  /**
   * Sends names and runtime environments to the core once, for many validations.
   * @param context as for `validate`
   * @throws {TypeError} for a wrong context
   * @example
   * const prepared = ims.prepare({ takenNames: ['Sales'], fields: ['name'] })
   * console.log(prepared.validate({ name: 'SALES' }).valid) // → false
   * console.log(prepared.validate({ name: 'Marketing' }).valid) // → true
   * prepared[Symbol.dispose]?.() // or let `using` or the garbage collector do it
   */
  prepare(context: Context & JwtOnly): Prepared<ValidConnection>
  /** Prepares a context with a grant that may be `client_credentials`. */
  prepare(context: Context & AllFields): Prepared<ValidOAuthConnection>
  /** Prepares a context that may name the fields to check. */
  prepare(context: Context): Prepared

  /**
   * Repairs what an issue with a `fix` is about, and leaves all other values as they are.
   * @param connection as passed to `validate`, or its normalized result
   * @param issue one that `validate` returned
   * @returns a repaired copy; equal to `connection` if the issue has no fix or is repaired already
   * @throws {TypeError} for a code or fix that does not exist
   * @example
   * let draft = { name: '"Sales"' }
   * for (const issue of ims.validate(draft, { fields: ['name'] }).issues) draft = ims.applyFix(draft, issue)
   * console.log(draft.name) // → Sales
   */
  applyFix(
    connection: Connection,
    issue: { readonly field: string; readonly code: IssueCode; readonly fix?: { readonly code: string } | undefined },
  ): Connection

  /**
   * Returns the claims that `signJwt` would sign.
   * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`
   * @example
   * console.log(ims.claims(connection).iss === connection.organizationId) // → true
   */
  claims(connection: Connection, options?: ClaimsOptions): JwtPayload

  /**
   * Signs the claims with the connection's key: RS256 (RFC 7518 section 3.3).
   * @returns a JWS in compact form (RFC 7515 section 7.1)
   * @throws {ImsError} ERR_CONNECTION_INVALID with `issues`, ERR_SIGNING_FAILED
   * @example
   * const jwt = ims.signJwt(connection, { lifetimeSeconds: 60 })
   * console.log(jwt.split('.').length) // → 3
   */
  signJwt(connection: Connection, options?: ClaimsOptions): string

  /**
   * Signs any claims with RS256. Members keep their order.
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
   * @throws {ImsError} ERR_JWT_MALFORMED, ERR_JWT_ALGORITHM, ERR_JWT_CRITICAL, ERR_JWT_SIGNATURE, ERR_JWT_EXPIRED,
   *   ERR_JWT_NOT_YET_VALID, ERR_JWT_CLAIM, ERR_KEY_INVALID
   * @example
   * const jwt = ims.signJwt(connection)
   * const { publicKeyPem } = ims.inspectKey(connection.privateKey)
   * const { payload } = ims.verify(jwt, publicKeyPem, { issuer: connection.organizationId })
   * console.log(payload.sub === connection.technicalAccountId) // → true
   */
  verify(jwt: string, key: string | object, options?: VerifyOptions): VerifiedJwt

  /**
   * Decodes a JWT without checking anything.
   * @param jwt a JWS in compact form
   * @throws {ImsError} ERR_JWT_MALFORMED
   * @example
   * const { header, payload } = ims.decode(ims.signJwt(connection))
   * console.log(header.alg, payload.iss === connection.organizationId) // → RS256 true
   */
  decode(jwt: string): DecodedJwt

  /**
   * Reports what a private key is, or what is wrong with it. It never throws for a bad key.
   * @param key any form of a private key: PEM, binary DER, a JWK as JSON, and more
   * @example
   * const { usable, format, bits, repairs } = ims.inspectKey(connection.privateKey.replaceAll('\n', '\\n'))
   * console.log(usable, format, bits, repairs.length > 0) // → true PKCS#8 2048 true
   */
  inspectKey(key: string | Uint8Array, options?: InspectOptions): KeyReport

  /**
   * Imports a key into WebCrypto, which accepts only unencrypted PKCS#8. The result cannot be exported, but any script of
   * the page that holds it can sign with it.
   * @param key as for `inspectKey`
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
   * @example
   * console.log(ims.nameKey(' Sales ') === ims.nameKey('SALES')) // → true
   */
  nameKey(name: string): string
}
