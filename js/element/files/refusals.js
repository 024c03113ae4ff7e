import { fill } from '../fill.js'

const expected = 'Choose the JSON file of the Developer Console, private.key, certificate_pub.crt or config.zip.'
const unpack = 'Unpack it, then choose the files in it.'

/** Why a file is not used, if the file itself is the reason. The core reports what is wrong with a key. `{…}` stands for a param. */
export const refusals = /** @type {const} */ ([
  { code: 'too_many_files', message: 'You chose {actual} files. The limit is {max}.', hint: expected },
  {
    code: 'file_too_large',
    message: 'This file is larger than {max} KB. No key or credential file is that large.',
    hint: expected,
  },
  { code: 'empty', message: 'This file is empty.', hint: 'Download it again.' },
  {
    code: 'unreadable',
    message: 'This file can’t be read.',
    hint: 'If it is a folder, choose the files in it. The file may have been moved, or you may not be allowed to read it.',
  },
  { code: 'image', message: 'This is a picture ({kind}).', hint: expected },
  { code: 'document', message: 'This is a document ({kind}).', hint: expected },
  {
    code: 'downloaded_page',
    message: 'This is a web page, probably a sign-in page.',
    hint: 'Sign in to the Developer Console, then download the file again.',
  },
  {
    code: 'other_archive',
    message: 'This is another kind of archive ({kind}). Only zip files can be opened here.',
    hint: unpack,
  },
  {
    code: 'several_connections',
    message: 'This file has {actual} connections. The form takes one.',
    hint: 'Choose a file with one connection.',
  },
  { code: 'unknown_file', message: 'This is not a key, a certificate or a credential file.', hint: expected },
  {
    code: 'several_certificates',
    message: 'These are several different certificates.',
    hint: 'Choose the one that the Developer Console lists for this credential.',
  },
  {
    code: 'several_credential_files',
    message: 'These credential files have different client IDs.',
    hint: 'Choose one of them.',
  },
  {
    code: 'damaged_zip',
    message: 'This zip file is damaged or incomplete.',
    hint: 'Download it again, or choose the files in it.',
  },
  { code: 'encrypted_zip', message: 'This zip file is protected by a password.', hint: unpack },
  { code: 'nested_zip', message: 'This is a zip file inside a zip file.', hint: unpack },
  { code: 'empty_zip', message: 'This zip file has no files.', hint: expected },
  {
    code: 'too_many_entries',
    message: 'This zip file has more than {max} entries. A config.zip has two.',
    hint: expected,
  },
  {
    code: 'zip_bomb',
    message: 'This unpacks to more than {max} KB. No key or credential file is that large.',
    hint: expected,
  },
  { code: 'zip_unsupported', message: 'This zip file is compressed in a way that can’t be opened here.', hint: unpack },
  { code: 'zip_reader_missing', message: 'The zip reader could not be downloaded.', hint: `Try again. ${unpack}` },
])

/**
 * @typedef {(typeof refusals)[number]['code']} RefusalCode
 *
 * @typedef {object} Reason
 * @property {RefusalCode | import('#tables').IssueCode | import('#tables').ErrorCode} code stable, from `refusals` or the
 *   core
 * @property {string} message what is wrong with the file
 * @property {string} [hint] how to fix it
 * @property {Record<string, string | number>} [params] the values in the message
 */

/** Thrown if a file is not used. */
export class Refusal extends Error {
  /** @param {Reason} reason */
  constructor({ code, message, hint, params }) {
    super(message)
    /** @readonly @type {Reason} */
    this.reason = { code, message, hint, params }
  }
}

/** @param {RefusalCode} code @param {Record<string, string | number>} [params] @returns {Reason} */
export function explain(code, params = {}) {
  const { message, hint } = /** @type {(typeof refusals)[number]} */ (refusals.find((rule) => rule.code === code))
  return { code, message: fill(message, params), hint, params }
}

/** @param {RefusalCode} code @param {Record<string, string | number>} [params] */
export const refuse = (code, params) => new Refusal(explain(code, params))
