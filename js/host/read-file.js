// Reading files: their bytes, and the text in them. The modules of Node are imported where they are used, so that a host can
// be bundled for Workers, which have no files.
import { ImsError } from '#core'

/** The largest file that is read or written. */
export const maxFileBytes = 8 * 1024 * 1024
/** How long a pipe may send nothing. */
const pipeTimeoutMs = 10_000
/** Files that are open at the same time. */
const maxOpen = 32

/** How a binary key or certificate begins: a DER SEQUENCE (X.690 section 8.9). */
const derSequence = 0x30

/** @type {[encoding: 'utf-8' | 'utf-16le' | 'utf-16be', mark: Buffer][]} */
const byteOrderMarks = [
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
]

/** @type {Record<string, string>} */
const failures = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a directory, not a file',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  ENAMETOOLONG: 'cannot be read: its name is too long',
  ELOOP: 'cannot be read: its symbolic links form a loop',
}

/** The paths that this process has read. No command overwrites these files. @type {Set<string>} */
export const filesRead = new Set()

/** The identity of a file, by any of its names. @param {{ dev: number | bigint, ino: number | bigint }} stats */
export const identify = ({ dev, ino }) => `${dev}:${ino}`

/** @type {(() => void)[]} waiting for a file to be closed */
const waiting = []
let opened = 0

/**
 * Runs work that opens files, so that no number of callers exceeds the limit of open files.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
async function takeTurn(work) {
  if (opened >= maxOpen) await new Promise((resolve) => waiting.push(() => resolve(undefined)))
  else opened++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else opened--
  }
}

/**
 * Reads a file, or a named pipe that someone writes to.
 * @param {string} file path
 * @param {string} [name] what messages call it
 * @returns {Promise<Buffer>} 1 byte to 8 MiB
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export const readBytes = (file, name = file) =>
  takeTurn(async () => {
    const [{ constants }, { open }, { Socket }] = await Promise.all([
      import('node:fs'),
      import('node:fs/promises'),
      import('node:net'),
    ])
    try {
      // Without O_NONBLOCK, opening a pipe waits for its writer, in a thread that nothing can stop.
      const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        const stats = await handle.stat()
        filesRead.add(file)
        if (stats.isFIFO() || stats.isSocket()) return await readStream(new Socket({ fd: handle.fd }), name)
        if (!stats.isFile() && !stats.isDirectory()) throw unreadable(name, 'is a device, not a file')
        return await readStream(handle.createReadStream({ autoClose: false, end: maxFileBytes }), name)
      } finally {
        await handle.close().catch(() => {}) // a pipe's socket has closed it
      }
    } catch (error) {
      if (error instanceof ImsError) throw error
      const { code = 'unknown error' } = /** @type {NodeJS.ErrnoException} */ (error)
      throw unreadable(name, failures[code] ?? `cannot be read (${code})`)
    }
  })

/**
 * Reads a stream to its end.
 * @param {import('node:stream').Readable} stream
 * @param {string} name what messages call it
 * @param {number} [timeoutMs] how long it may send nothing
 * @returns {Promise<Buffer>} 1 byte to 8 MiB
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export async function readStream(stream, name, timeoutMs = pipeTimeoutMs) {
  /** @type {Buffer[]} */
  const chunks = []
  let size = 0
  const failLate = () => stream.destroy(unreadable(name, `sent nothing for ${timeoutMs / 1000} seconds`))
  let timer = setTimeout(failLate, timeoutMs)
  try {
    for await (const chunk of stream) {
      clearTimeout(timer)
      timer = setTimeout(failLate, timeoutMs)
      chunks.push(chunk)
      size += chunk.length
      if (size > maxFileBytes) throw unreadable(name, `is larger than ${maxFileBytes / 1024 / 1024} MiB`)
    }
  } finally {
    clearTimeout(timer)
  }
  if (size === 0) throw unreadable(name, 'is empty')
  return Buffer.concat(chunks)
}

/**
 * Reads text in UTF-8, or in UTF-16 with a byte order mark, as PowerShell writes it.
 * @param {string} file path
 * @param {string} [name] what messages call it
 * @returns {Promise<string>}
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export const readText = async (file, name = file) => decodeText(await readBytes(file, name), name).text

/**
 * A key or certificate as text: PEM as is, binary DER in base64, which the core accepts as PEM without markers.
 * @param {Buffer} bytes
 * @param {string} name what messages call it
 * @returns {string}
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export const decodePem = (bytes, name) =>
  bytes[0] === derSequence && bytes.includes(0) ? bytes.toString('base64') : decodeText(bytes, name).text

/**
 * @param {Buffer} bytes
 * @param {string} name what messages call it
 * @returns {{ text: string, encode: (text: string) => Buffer }} `encode` writes a text in the same encoding, with the byte
 *   order mark if there was one
 * @throws {ImsError} ERR_FILE_UNREADABLE
 */
export function decodeText(bytes, name) {
  const [encoding, mark] = byteOrderMarks.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark)) ?? [
    /** @type {const} */ ('utf-8'),
    Buffer.of(),
  ]
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return { text, encode: (changed) => Buffer.concat([mark, encode(changed, encoding)]) }
  } catch {
    // not in this encoding
  }
  throw unreadable(name, 'is not text in UTF-8', 'Use a text file. A binary file does not work here.')
}

/** @param {string} text @param {'utf-8' | 'utf-16le' | 'utf-16be'} encoding */
function encode(text, encoding) {
  if (encoding === 'utf-8') return Buffer.from(text)
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf-16be' ? bytes.swap16() : bytes
}

/** @param {string} name @param {string} what @param {string} [hint] */
export const unreadable = (name, what, hint) => new ImsError('ERR_FILE_UNREADABLE', `${name} ${what}.`, { hint })
