// Private keys and the report about them.
import type { RepairCode } from '#tables'
import type { ListedCertificate } from './credentials.js'
import type { Issue } from './issue.js'

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
