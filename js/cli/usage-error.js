import { ImsError } from '../index.js'

/** The command line is wrong. The process exits with code 2. */
export class UsageError extends ImsError {
  /** @param {string} message @param {{ hint?: string }} [details] */
  constructor(message, details) {
    super('ERR_USAGE', message, details)
  }
}
