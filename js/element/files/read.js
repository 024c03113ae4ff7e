// Reads the files that the user chose or dropped.
import { ImsError } from '../../core/errors.js'
import { replaceInvisible } from '../../core/invisible.js'
import { kindOf } from './kinds.js'
import { limits } from './limits.js'
import { merge } from './merge.js'
import { recognize } from './recognize.js'
import { Refusal, refuse } from './refusals.js'
import { unzip } from './zip.js'

export { loadZipReader } from './zip.js'

/**
 * @typedef {import('../../core/types.js').Ims} Ims
 *
 * @typedef {Omit<import('./recognize.js').Recognized, 'patch' | 'certificates' | 'candidates'> & { file: string, fields: string[] }} Taken
 *   a file that fills in `fields`; of one in a zip, `file` is `config.zip › private.key`
 * @typedef {import('./refusals.js').Reason & { file: string }} Refused a file that does not, and why
 *
 * @typedef {object} FileLike what is used of a File
 * @property {string} name
 * @property {number} size
 * @property {() => Promise<ArrayBuffer>} arrayBuffer
 *
 * @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> } | { name: string, refusal: Refusal }} Opened
 */

/**
 * Reads files one by one. Never rejects because of a file: each is either taken or rejected with a reason.
 * @param {Ims} ims
 * @param {Iterable<FileLike>} files
 * @param {{ passphrase?: string }} [options] what the form has
 * @returns {Promise<{
 *   patch: import('../../core/types.js').Connection, taken: Taken[], refused: Refused[],
 *   certificates?: import('../../core/types.js').ListedCertificate[], candidates?: import('./recognize.js').Candidate[]
 * }>}
 */
export async function readFiles(ims, files, { passphrase = '' } = {}) {
  /** @type {import('./merge.js').Found[]} */
  const found = []
  /** @type {Refused[]} */
  const refused = []
  for await (const opened of openAll([...files])) {
    const file = printable(opened.name)
    try {
      if ('refusal' in opened) throw opened.refusal
      found.push({ file, ...(await recognize(ims, opened.bytes, passphrase)) })
    } catch (error) {
      refused.push({ file, ...reasonOf(error) })
    }
  }
  const { patch: merged, kept, refused: more } = merge(ims, found)
  const certificates = kept.flatMap((one) => one.certificates ?? [])
  const candidates = kept.flatMap((one) => one.candidates ?? [])
  return {
    patch: merged,
    taken: kept.map(({ patch, certificates: _, candidates: __, ...taken }) => ({
      ...taken,
      fields: Object.keys(patch),
    })),
    refused: [...refused, ...more],
    ...(certificates.length > 0 && { certificates }),
    ...(candidates.length > 0 && { candidates }),
  }
}

/** @param {FileLike[]} files @returns {AsyncGenerator<Opened>} */
async function* openAll(files) {
  if (files.length > limits.files) {
    const refusal = refuse('too_many_files', { actual: files.length, max: limits.files })
    yield { name: files[0]?.name ?? '', refusal }
    return
  }
  for (const file of files) {
    try {
      yield* open(file.name, await readBytes(file))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      yield { name: file.name, refusal: error }
    }
  }
}

/** @param {FileLike} file @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function readBytes(file) {
  if (file.size > limits.fileKilobytes * 1024) throw refuse('file_too_large', { max: limits.fileKilobytes })
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    throw refuse('unreadable')
  }
}

/** Yields a file as is, or the files inside a zip. @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
async function* open(name, bytes) {
  if (kindOf(bytes).code !== 'zip') {
    yield { name, bytes }
    return
  }
  for await (const entry of unzip(bytes)) yield { ...entry, name: `${name} › ${entry.name}` }
}

/** @param {unknown} error @returns {import('./refusals.js').Reason} */
function reasonOf(error) {
  if (error instanceof Refusal) return error.reason
  if (!(error instanceof ImsError)) throw error
  const { code, message, hint } = error
  return { code: /** @type {import('#tables').ErrorCode} */ (code), message, hint }
}

/** A file name that is safe to show: without invisible characters, and at most 100 characters long. @param {string} name */
function printable(name) {
  const line = replaceInvisible(name, () => '\ufffd')
  const characters = [...line]
  return characters.length > 100 ? `${characters.slice(0, 40).join('')}…${characters.slice(-59).join('')}` : line
}
