// Private keys and the report about them.
import type { RepairCode } from '#tables'
import type { ListedCertificate } from './credentials.js'
import type { Issue } from './issue.js'

/** Options of functions that take a private key. */
export interface KeyOptions {
  /** Of an encrypted private key. */
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
  /** True if the key is encrypted, so that it needs a passphrase. */
  encrypted: boolean
  /** What was repaired. */
  repairs: RepairCode[]
  /** When the certificate expires. Null if there is no certificate to compare with. */
  certificateExpires: Date | null
  /** Null if there is no certificate to compare with. */
  matchesCertificate: boolean | null
  /** Errors and warnings. A usable key has warnings only. */
  issues: Issue[]
}

/** The report of a key that can sign RS256, and that belongs to the certificate if you passed one. */
export interface UsableKeyReport extends KeyReportBase {
  /** The key can sign. */
  usable: true
  /** The format of the text. */
  format: KeyFormat
  /** The kind of key. */
  algorithm: 'RSA'
  /** The length of the modulus in bits. */
  bits: number
  /** SubjectPublicKeyInfo in PEM (RFC 5280 section 4.1). */
  publicKeyPem: string
  /** Hashes of the DER, in lowercase hex. */
  fingerprints: {
    /** SHA-256 of the SubjectPublicKeyInfo. */
    spkiSha256: string
    /** SHA-1 of the certificate, as the Developer Console shows it. Null if there is no certificate. */
    certificateSha1: string | null
  }
}

/** The report of anything else. It tells as much as could be read. */
export interface UnusableKeyReport extends KeyReportBase {
  /** The key cannot sign, or is not that of the certificate. */
  usable: false
  /** The format of the text. Null if it is not known. */
  format: KeyFormat | null
  /** The kind of key. Null if it could not be read. */
  algorithm: 'RSA' | null
  /** The length of the modulus in bits. Null if it could not be read. */
  bits: number | null
  /** SubjectPublicKeyInfo in PEM. Null if it could not be read. */
  publicKeyPem: string | null
  /** Hashes of the DER, in lowercase hex. */
  fingerprints: {
    /** SHA-256 of the SubjectPublicKeyInfo. Null if it could not be read. */
    spkiSha256: string | null
    /** SHA-1 of the certificate. Null if there is no certificate. */
    certificateSha1: string | null
  }
}

/** The result of `ims.inspectKey`. `usable` tells which members are there. */
export type KeyReport = UsableKeyReport | UnusableKeyReport
