// Claims, signing, verifying and decoding.

/** A JSON object with members that you know better than imskit does. */
export type JsonObject = Record<string, unknown>

/** Options of `ims.claims` and `ims.signJwt`. */
export interface ClaimsOptions {
  /** Instead of the connection's. Default: `ent_analytics_bulk_ingest_sdk`. */
  metaScopes?: readonly string[] | undefined
  /** Seconds from `now` to `exp`, from 1 to 86400. Default: 300. */
  lifetimeSeconds?: number | undefined
  /** The time that `exp` is counted from. Default: the clock. */
  now?: Date | undefined
  /** RFC 7519 section 4.1.7. IMS requires a decimal number greater than all earlier ones. */
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
  /** In any format that imskit reads. */
  privateKey: string | Uint8Array
  /** Of an encrypted private key. */
  passphrase?: string | undefined
}

/** Options of `ims.verify`. */
export interface VerifyOptions {
  /** What `iss` must be, or one of these. */
  issuer?: string | readonly string[] | undefined
  /** What `aud` must be or contain, or one of these. */
  audience?: string | readonly string[] | undefined
  /** Seconds by which the clocks may differ, from 0 to 86400. Default: 0. */
  clockTolerance?: number | undefined
  /** The time to compare `exp` and `nbf` with. Default: the clock. */
  now?: Date | undefined
  /** Accepts a JWT whose `exp` has passed. Default: false. */
  ignoreExpiration?: boolean | undefined
}

/** The header of a JWS (RFC 7515 section 4.1). It may have other members. */
export interface JwtHeader {
  /** Algorithm. Only `RS256` can be verified. */
  alg: string
  /** Media type, usually `JWT`. */
  typ?: string
  /** Name of the key that signed. */
  kid?: string
  [name: string]: unknown
}

/**
 * The claims of a JWT (RFC 7519 section 4.1). It may have others: for IMS, `true` for the URL of each metascope. Nothing but `ims.verify` checks the types of the registered ones, and it
 * checks those that it compares.
 */
export interface JwtPayload {
  /** Issuer. For IMS: the organization ID. */
  iss?: string
  /** Subject. For IMS: the technical account ID. */
  sub?: string
  /** Audience. For IMS: the URL of the IMS host with `/c/` and the client ID. */
  aud?: string | string[]
  /** Expiry, in seconds since 1970. */
  exp?: number
  /** Not valid before this time, in seconds since 1970. */
  nbf?: number
  /** When it was issued, in seconds since 1970. */
  iat?: number
  /** Unique ID. */
  jti?: string
  [name: string]: unknown
}

/** A JWT whose signature was verified. */
export interface VerifiedJwt {
  /** The JOSE header. */
  header: JwtHeader
  /** The claims. */
  payload: JwtPayload
}

/** A JWT of which nothing was checked. */
export interface DecodedJwt extends VerifiedJwt {
  /** Its bytes, decoded from base64url. */
  signature: Uint8Array
}
