import { limits } from './limits.js'
import { Refusal, refuse } from './refusals.js'

/** @typedef {import('@zip.js/zip.js/lib/zip-core-custom.js').FileEntry} FileEntry */

/** Loads the library. Called early, because the network may be gone later. */
export const loadZipReader = () => import('./zip-library.js')

/** Files that macOS and Windows add to zips and folders. */
const systemFiles = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i

/**
 * Deflate expands one byte to at most 1032, and browsers inflate a whole chunk before they check whether to go on, so chunks
 * are small. The library's workers come from blobs, which a strict Content Security Policy blocks.
 */
const settings = { chunkSize: 4096, useWebWorkers: false }

/** Stored and deflated: the methods that every browser can inflate. */
const methods = [0, 8]

/**
 * Yields the files of a zip one by one, each with its bytes or the reason why it was rejected.
 * @param {Uint8Array<ArrayBuffer>} zip
 * @returns {AsyncGenerator<{ name: string, bytes: Uint8Array<ArrayBuffer> } | { name: string, refusal: Refusal }>}
 * @throws {Refusal} if the whole zip is rejected
 */
export async function* unzip(zip) {
  let room = limits.unpackedKilobytes * 1024
  for (const entry of await listFiles(zip)) {
    const name = entry.filename
    const content = await inflate(entry).catch(toRefusal)
    if (content instanceof Refusal) {
      yield { name, refusal: content }
      continue
    }
    room -= content.length
    if (room < 0) throw refuse('zip_bomb', { max: limits.unpackedKilobytes })
    yield { name, bytes: content }
  }
}

/** @param {Uint8Array<ArrayBuffer>} zip @throws {Refusal} */
async function listFiles(zip) {
  const { configure, Uint8ArrayReader, ZipReader } = await loadZipReader().catch(() => {
    throw refuse('zip_reader_missing')
  })
  configure(settings)
  /** @type {FileEntry[]} */
  const files = []
  let count = 0
  try {
    for await (const entry of new ZipReader(new Uint8ArrayReader(zip)).getEntriesGenerator()) {
      if (++count > limits.entries) throw refuse('too_many_entries', { max: limits.entries })
      if (entry.directory || systemFiles.test(entry.filename)) continue
      if (entry.encrypted) throw refuse('encrypted_zip')
      files.push(entry)
    }
  } catch (error) {
    throw toRefusal(error)
  }
  if (files.length === 0) throw refuse('empty_zip')
  return files
}

/** @param {FileEntry} entry @throws {Refusal} or an error of the library */
async function inflate(entry) {
  if (!methods.includes(entry.compressionMethod)) throw refuse('zip_unsupported')
  if (entry.uncompressedSize > limits.fileKilobytes * 1024) throw refuse('zip_bomb', { max: limits.fileKilobytes })
  const bytes = new Uint8Array(entry.uncompressedSize)
  let size = 0
  const sink = new WritableStream({
    write(/** @type {Uint8Array} */ piece) {
      // The size in the zip's directory may be wrong.
      if (size + piece.length > bytes.length) throw refuse('damaged_zip')
      bytes.set(piece, size)
      size += piece.length
    },
  })
  await entry.getData(sink, { checkCrc32: true })
  return bytes
}

/** Every error of the library means that the zip is damaged. @param {unknown} error */
const toRefusal = (error) => (error instanceof Refusal ? error : refuse('damaged_zip'))
