import { createPrivateKey } from 'node:crypto'

/** Limbs of 13 bits, least significant first, brought into ±2^12: see src/modexp/montgomery.h. @param {Buffer} bytes */
function limbsOf(bytes) {
  const number = BigInt(`0x${bytes.toString('hex')}`)
  const limbs = []
  let carry = 0n
  for (let at = 0n; at < BigInt(8 * bytes.length); at += 13n) {
    const limb = ((number >> at) & 8191n) + carry
    carry = limb >= 4096n ? 1n : 0n
    limbs.push(Number(limb - 8192n * carry))
  }
  return limbs
}

/** @param {number[]} limbs */
const asInt16 = (limbs) => Buffer.from(Int16Array.from(limbs).buffer)

/**
 * Every piece of a key that would give it away, as bytes that may stand in memory.
 * @param {string} pem unencrypted @param {string | Buffer} [passphrase]
 */
export function piecesOf(pem, passphrase) {
  const key = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) })
  const jwk = key.export({ format: 'jwk' })
  const numbers = ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) => {
    const bytes = Buffer.from(/** @type {any} */ (jwk)[name], 'base64url')
    const limbs = limbsOf(bytes).slice(20, 36)
    return [
      // As in DER, and as limbs of 32 or 64 bits in little-endian order; whole and its middle alone.
      ...[bytes, Buffer.from(bytes).reverse()].flatMap((all) => [all, all.subarray(40, 72)]),
      // As the limbs of src/modexp, one after the other and as a product lays them out: each with the one below it.
      asInt16(limbs),
      asInt16([4, 5, 6, 7].flatMap((i) => [limbs[i] ?? 0, limbs[i - 1] ?? 0])),
    ]
  })
  const lines = pem.split('\n').filter((line) => /^[A-Za-z0-9+/]{40,}$/.test(line))
  return [...numbers, ...lines.map((line) => Buffer.from(line))]
}

/** How many of the pieces are there. @param {Buffer} memory @param {Buffer[]} pieces */
export const countFound = (memory, pieces) => pieces.filter((piece) => memory.includes(piece)).length
