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

/** What the text of a key turned out to be. */
export type KeyFormat = 'PKCS#8' | 'PKCS#1' | 'JWK' | 'XML'

/** What every report of a key has. */
export interface KeyReportBase {
  encrypted: boolean
  /** What was repaired. */
  repairs: RepairCode[]
  certificateExpires: Date | null
  /** Null if there is no certificate to compare with. */
  matchesCertificate: boolean | null
  issues: Issue[]
}

/** The report of a key that can sign RS256, and that belongs to the certificate if you passed one. */
export interface UsableKeyReport extends KeyReportBase {
  usable: true
  format: KeyFormat
  algorithm: 'RSA'
  /** The length of the modulus. */
  bits: number
  /** SubjectPublicKeyInfo in PEM (RFC 5280 section 4.1). */
  publicKeyPem: string
  /** Of the DER, lowercase hex. */
  fingerprints: { spkiSha256: string; certificateSha1: string | null }
}

/** The report of anything else. It tells as much as could be read. */
export interface UnusableKeyReport extends KeyReportBase {
  usable: false
  format: KeyFormat | null
  algorithm: 'RSA' | null
  bits: number | null
  publicKeyPem: string | null
  fingerprints: { spkiSha256: string | null; certificateSha1: string | null }
}

/** The result of `ims.inspectKey`. `usable` tells which members are there. */
export type KeyReport = UsableKeyReport | UnusableKeyReport
