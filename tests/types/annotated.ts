// Compiled with `isolatedDeclarations`, never run: every export has its type, which an entry must export.
import {
  type Connection,
  type Context,
  type FieldName,
  type FormField,
  type Ims,
  type Issue,
  type JwtPayload,
  type KeyReport,
  load,
  type Prepared,
  type Schema,
  type Validation,
  type ValidConnection,
  type VerifiedJwt,
  type WasmSource,
} from 'imskit'
import { type ExchangeEvent, type HostOptions, type RequestEvent, readConnections } from 'imskit/host'
import type { JwtAuthOptions, JwtAuthResponse } from 'imskit/jwt-auth'
import type { SandboxClient, SandboxOptions } from 'imskit/sandbox'
import {
  type Explanation,
  type Fetch,
  type ProviderEvent,
  type Token,
  TokenProvider,
  type TokenStore,
} from 'imskit/token'

export const ims: Ims = await load()
export const prepared: Prepared<ValidConnection> = ims.prepare({ takenNames: [] })
export const schema: Schema<ValidConnection> = prepared.schema
export const check = (connection: unknown, context: Context): Validation => ims.validate(connection, context)
export const provider: TokenProvider = new TokenProvider({})
export const read = (file: string): Promise<Connection[]> => readConnections(file)
export type All =
  | Explanation
  | ExchangeEvent
  | Fetch
  | FieldName
  | FormField
  | HostOptions
  | Issue
  | JwtAuthOptions
  | JwtAuthResponse
  | JwtPayload
  | KeyReport
  | ProviderEvent
  | RequestEvent
  | SandboxClient
  | SandboxOptions
  | Token
  | TokenStore
  | VerifiedJwt
  | WasmSource
