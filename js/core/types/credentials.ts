// Credential files.
import type { Connection } from '#tables'
import type { Issue } from './issue.js'

/** Options of `ims.importCredentials`. */
export interface ImportOptions {
  /** The time to compare the expiry of certificates with. Default: the clock. */
  now?: Date | undefined
}

/** A certificate that the Developer Console lists for a credential. */
export interface ListedCertificate {
  /** SHA-1 of its DER, lowercase hex. */
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
