// The types of the API, with its documentation, by topic. Only types: they leave nothing behind in JavaScript, and are not
// published; their declarations are.
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
} from '#tables'
export type { CredentialCandidate, ImportedCredentials, ImportOptions, ListedCertificate } from './types/credentials.js'
export type { Ims } from './types/ims.js'
export type { Fix, Issue } from './types/issue.js'
export type {
  ClaimsOptions,
  DecodedJwt,
  JsonObject,
  JwtHeader,
  JwtPayload,
  SignOptions,
  VerifiedJwt,
  VerifyOptions,
} from './types/jwt.js'
export type {
  InspectOptions,
  KeyFormat,
  KeyOptions,
  KeyReport,
  KeyReportBase,
  UnusableKeyReport,
  UsableKeyReport,
} from './types/key.js'
export type {
  AsyncDisposing,
  Disposing,
  FetchApp,
  LoadOptions,
  Sandbox,
  WasmModule,
  WasmSource,
  WebCryptoKey,
} from './types/platform.js'
export type { JsonSchemaOptions, Schema, StandardProps, StandardResult } from './types/schema.js'
export type { FormField, IssueRule, MoreField, Tables } from './types/tables.js'
export type {
  AllFields,
  CallContext,
  Context,
  Grant,
  JwtOnly,
  Prepared,
  RuntimeEnvironment,
  Unchanged,
  Validation,
} from './types/validation.js'
