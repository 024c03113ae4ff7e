// Writes zip files byte by byte (APPNOTE.TXT 4.3), valid and invalid ones.
import { crc32, deflateRawSync } from 'node:zlib'

/**
 * @param {number} size @param {number} signature
 * @param {Record<number, number>} sixteen 16-bit fields by offset @param {Record<number, number>} thirtyTwo
 */
function record(size, signature, sixteen, thirtyTwo) {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32LE(signature)
  for (const [at, value] of Object.entries(sixteen)) bytes.writeUInt16LE(value, Number(at))
  for (const [at, value] of Object.entries(thirtyTwo)) bytes.writeUInt32LE(value, Number(at))
  return bytes
}

/**
 * @typedef {object} Entry
 * @property {string | Buffer} name
 * @property {string | Buffer} [content]
 * @property {Buffer} [packed] instead of the deflated content
 * @property {number} [size] claimed size, instead of the content's
 * @property {number} [crc]
 * @property {number} [method]
 * @property {number} [flags]
 */

/**
 * @param {Entry[]} entries
 * @param {{ count?: number, shared?: boolean }} [lies] `count`: the claimed number of entries; `shared`: all point to the first
 */
export function makeZip(entries, { count = entries.length, shared = false } = {}) {
  const parts = []
  const directory = []
  let offset = 0
  for (const { content = '', method = 8, flags = 0, ...entry } of entries) {
    const name = Buffer.from(entry.name)
    const plain = Buffer.from(content)
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(plain) : plain)
    const { size = plain.length, crc = crc32(plain) } = entry
    const common = [name, packed, method, flags, size, crc]
    directory.push(directoryHeader(...common, offset), name)
    if (shared && parts.length > 0) continue
    parts.push(localHeader(...common), name, packed)
    if (!shared) offset += 30 + name.length + packed.length
  }
  const data = Buffer.concat(parts)
  const listed = Buffer.concat(directory)
  const end = record(22, 0x06054b50, { 8: count, 10: count }, { 12: listed.length, 16: data.length })
  return Buffer.concat([data, listed, end])
}

const localHeader = (name, packed, method, flags, size, crc) =>
  record(30, 0x04034b50, { 4: 20, 6: flags, 8: method, 26: name.length }, { 14: crc, 18: packed.length, 22: size })

const directoryHeader = (name, packed, method, flags, size, crc, offset) =>
  record(
    46,
    0x02014b50,
    { 4: 20, 6: 20, 8: flags, 10: method, 28: name.length },
    { 16: crc, 20: packed.length, 24: size, 42: offset },
  )

/** Deflated zeros: a thousandth of the given size. @param {number} megabytes */
export function zeros(megabytes) {
  const one = deflateRawSync(Buffer.alloc(2 ** 20), { level: 9, finishFlush: 3 }) // Z_FULL_FLUSH: ends on a whole byte, not final
  const lastBlock = Buffer.from([3, 0])
  return Buffer.concat([...Array(megabytes).fill(one), lastBlock])
}
