// The shapes of the API, for JSDoc and TypeScript; no code.
/**
 * @typedef {import('#tables').FieldName} FieldName
 * @typedef {import('#tables').FormFieldName} FormFieldName
 * @typedef {import('#tables').IssueCode} IssueCode
 * @typedef {import('#tables').ErrorCode} ErrorCode
 * @typedef {import('#tables').RepairCode} RepairCode
 * @typedef {import('#tables').FixCode} FixCode
 * @typedef {import('#tables').RuntimeEnvironmentKind} RuntimeEnvironmentKind
 *
 * @typedef {{ [field in Exclude<FieldName, 'metaScopes' | 'scopes'>]?: string } &
 *   { metaScopes?: string[], scopes?: string[] }} Connection the properties of a connection; SPEC, “The connection”
 *
 * @typedef {object} IssueTexts
 * @property {string} field the property it is about; the given name if it is unknown
 * @property {string} message what is wrong, for a person; without secrets
 * @property {string} [hint] what to do
 * @property {{ code: FixCode, title: string }} [fix] if `applyFix` can repair it; `title` is for a button
 *
 * @typedef {{ [Code in IssueCode]: IssueTexts & { code: Code } & import('#tables').Issues[Code] }[IssueCode]} Issue
 *   `code` is stable, for programs, and tells which `params` there are: what the message was made from. `position` counts
 *   code points of the normalized value from 1; `max`, `min`, `actual` and `excess` are counts of code points, entries,
 *   bytes or bits
 *
 * @typedef {object} Context what a connection is checked against
 * @property {'jwt' | 'client_credentials' | 'auto'} [grant] client_credentials asks for no key and no technical account
 * @property {string[]} [takenNames] names of the other connections of the organization
 * @property {string} [currentName] the saved name of the connection being edited, which it may keep
 * @property {{ name: string, kind: RuntimeEnvironmentKind }[]} [runtimeEnvironments]
 * @property {FieldName[]} [fields] check only these
 * @property {Date} [now] what a certificate's expiry is compared with; default: the clock
 *
 * @typedef {object} ClaimsOptions
 * @property {string[]} [metaScopes] instead of the connection's; default `ent_analytics_bulk_ingest_sdk`
 * @property {number} [lifetimeSeconds] from 1 to 86400; default 300
 * @property {Date} [now] default: the clock
 * @property {string} [jti] RFC 7519 section 4.1.7; IMS wants a decimal number greater than any before
 * @property {boolean} [issuedAt] with `iat`; default false
 *
 * @typedef {object} VerifyOptions
 * @property {string | readonly string[]} [issuer] what `iss` must be, or one of these
 * @property {string | readonly string[]} [audience] what `aud` must be or contain, or one of these
 * @property {number} [clockTolerance] seconds by which the clocks may differ, from 0 to 86400; default 0
 * @property {Date} [now] default: the clock
 * @property {boolean} [ignoreExpiration] accepts a JWT whose `exp` has passed; default false
 *
 * @typedef {object} MoreField what a connection may carry
 * @property {FieldName} name in the connection object
 * @property {boolean} required
 * @property {boolean} [jwtOnly] not required if the grant is client_credentials
 * @property {boolean} [derived] derived from another field if it is absent
 * @property {boolean} [trimmed] white space at its ends does not count
 * @property {boolean} secret not to be shown, logged or stored
 * @property {boolean} multiline
 * @property {number} [maxLength] in code points; of an entry if the field is a list
 * @property {number} [maxItems] of a list
 * @property {string} [default]
 * @property {string} [hint] where a person finds the value
 *
 * @typedef {MoreField & { name: FormFieldName, label: string }} FormField one that is on the form, with its label there
 *
 * @typedef {{ code: IssueCode, severity: 'error' | 'warning', message: string, hint: string }} IssueRule
 *   `{name}` in a text stands for a param, `{name:one|many}` for a number and its noun; {label}, {format} and {allowed} are
 *   the field's. `hint` may be empty
 * @typedef {Record<string, unknown>} JsonObject
 * @typedef {{ sha1: string, expires: string }} ListedCertificate one that the Developer Console has for a credential:
 *   fingerprint of its DER (lower-case hex) and last day (YYYY-MM-DD)
 * @typedef {object} CredentialCandidate one credential of a file
 * @property {string} label unique in the file: the credential's name, its section, context or prefix, or its client ID
 * @property {'jwt' | 'oauth_server_to_server'} type the grant that it is made for
 * @property {Connection} connection the values as they are in the file
 * @property {string} [keyFile] the file that holds the private key, if the file names one
 * @property {ListedCertificate[]} [certificates] that the Developer Console lists for it
 * @property {Issue[]} issues what it lacks for its type, and values that cannot be right
 *
 * @typedef {object} ImportedCredentials
 * @property {string | null} source the kind of file, for example `console-jwt`, `aem` or `env`; null without candidates
 * @property {Connection} connection of the first candidate
 * @property {CredentialCandidate[]} candidates the one to use first: complete ones, then JWT before OAuth
 *   server-to-server, then in the order of the file. Web, single-page and API-key credentials are not listed
 * @property {string} [keyFile] of the first candidate
 * @property {ListedCertificate[]} [certificates] of the first candidate
 * @property {Issue[]} issues of the file, then of the first candidate
 *
 * @typedef {object} KeyReport
 * @property {boolean} usable whether RS256 can be signed with it, and it belongs to the certificate if one was given
 * @property {'PKCS#8' | 'PKCS#1' | 'JWK' | null} format
 * @property {'RSA' | null} algorithm
 * @property {number | null} bits of the modulus
 * @property {boolean} encrypted
 * @property {RepairCode[]} repairs what was repaired
 * @property {string | null} publicKeyPem SubjectPublicKeyInfo (RFC 5280 section 4.1)
 * @property {{ spkiSha256: string | null, certificateSha1: string | null }} fingerprints of the DER, lower-case hex
 * @property {Date | null} certificateExpires
 * @property {boolean | null} matchesCertificate null if there is no certificate to compare with
 * @property {Issue[]} issues
 *
 * @typedef {object} Tables
 * @property {FormField[]} fields
 * @property {MoreField[]} moreFields more properties that a connection may have
 * @property {FieldName[]} fieldNames the fields, and what a connection may also carry
 * @property {IssueRule[]} issues
 * @property {{ code: FixCode, title: string }[]} fixes what `applyFix` can do
 * @property {Record<string, 'string' | 'string?' | 'number'>} params the kind of each; `?` if it may be absent, and the
 *   hint with it
 * @property {{ code: ErrorCode, meaning: string }[]} errors
 * @property {{ code: RepairCode, message: string }[]} repairs
 * @property {RuntimeEnvironmentKind[]} runtimeEnvironmentKinds
 *
 * @typedef {{ valid: boolean, connection: Connection, issues: Issue[] }} Validation
 * @typedef {(connection: unknown, context?: Context) => Validation} Validate
 * @typedef {Pick<Context, 'grant' | 'currentName' | 'fields' | 'now'>} CallContext what may change from one validation to
 *   the next
 * @typedef {(connection: unknown, context?: CallContext) => Validation} ValidatePrepared
 */

export {}
