import { fill } from '../fill.js'

const expected =
  'Choose the JSON of the Developer Console, private.key, certificate_pub.crt, or the config.zip with them.'
const unpack = 'Unpack it, and choose the files in it.'
const again = 'Download it again, or choose the files in it.'

/**
 * Why a file is not taken, where it is the file that is at fault; what is wrong with a key, the core says.
 * `{name}` in a text stands for a param.
 */
export const refusals = /** @type {const} */ ([
  { code: 'too_many_files', message: 'These are {actual} files; at most {max} are read at once.', hint: expected },
  {
    code: 'too_large',
    message: 'This file is larger than {max} KB, more than any key or credential file.',
    hint: expected,
  },
  { code: 'empty', message: 'This file is empty.', hint: 'Download it again.' },
  {
    code: 'unreadable',
    message: 'This could not be read.',
    hint: 'Of a folder, choose the files in it. A file may have been moved, or belong to somebody else.',
  },
  { code: 'image', message: 'This is a picture ({kind}), whatever its name says.', hint: expected },
  { code: 'document', message: 'This is a document ({kind}), whatever its name says.', hint: expected },
  {
    code: 'web_page',
    message: 'This is a web page, perhaps the one that asks to log in.',
    hint: 'Log in to the Developer Console, and download the file again.',
  },
  { code: 'other_archive', message: 'This is an archive of another kind ({kind}); only zip is opened.', hint: unpack },
  {
    code: 'several_connections',
    message: 'This file holds {actual} connections, and the form takes one.',
    hint: 'Choose a file with the one that is meant.',
  },
  { code: 'unknown_file', message: 'This is neither a key, nor a certificate, nor a credential file.', hint: expected },
  {
    code: 'several_certificates',
    message: 'There is more than one certificate here.',
    hint: 'Choose the one that the Developer Console lists for this credential.',
  },
  {
    code: 'several_credential_files',
    message: 'There are several credential files here, of different client IDs.',
    hint: 'Choose the one that is meant.',
  },
  { code: 'damaged_zip', message: 'This zip is damaged or incomplete.', hint: again },
  { code: 'encrypted_zip', message: 'This zip is protected by a password.', hint: unpack },
  { code: 'nested_zip', message: 'This is a zip within a zip, which is not opened.', hint: unpack },
  { code: 'empty_zip', message: 'There is no file in this zip.', hint: expected },
  {
    code: 'too_many_entries',
    message: 'This zip has more than {max} entries; a config.zip has two.',
    hint: expected,
  },
  {
    code: 'zip_bomb',
    message: 'This unpacks to more than {max} KB, more than any key or credential file.',
    hint: expected,
  },
  { code: 'zip_unsupported', message: 'This zip is packed in a way that cannot be opened here.', hint: unpack },
  { code: 'zip_reader_missing', message: 'What opens zip files could not be loaded.', hint: `Try again. ${unpack}` },
])

/**
 * @typedef {(typeof refusals)[number]['code']} RefusalCode
 *
 * @typedef {object} Reason
 * @property {RefusalCode | import('#tables').IssueCode | import('#tables').ErrorCode} code stable, of `refusals` or of
 *   the core
 * @property {string} message what is wrong with the file, for a person
 * @property {string} [hint] how to mend it
 * @property {Record<string, string | number>} [params] what the message was made from
 */

/** Thrown where a file is not taken. */
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
