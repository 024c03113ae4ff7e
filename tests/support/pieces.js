import { createPrivateKey } from 'node:crypto'

/**
 * Signed limbs of the given number of bits, least significant first: see src/mbedtls/modexp/montgomery.h and fused.h.
 * @param {Buffer} bytes @param {bigint} bits
 */
function limbsOf(bytes, bits) {
  let number = BigInt(`0x${bytes.toString('hex')}`)
  const limbs = []
  while (number !== 0n) {
    const limb = BigInt.asIntN(Number(bits), number)
    limbs.push(Number(limb))
    number = (number - limb) >> bits
  }
  return limbs
}

/** @param {number[]} limbs */
const asInt16 = (limbs) => Buffer.from(Int16Array.from(limbs).buffer)

/**
 * Every part of a key that would reveal it, in each form that can occur in memory.
 * @param {string} pem unencrypted @param {string | Buffer} [passphrase]
 */
export function piecesOf(pem, passphrase) {
  const key = createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) })
  const jwk = key.export({ format: 'jwk' })
  const numbers = ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) => {
    const bytes = Buffer.from(/** @type {any} */ (jwk)[name], 'base64url')
    const limbs = limbsOf(bytes, 13n).slice(20, 36)
    const fused = limbsOf(bytes, 51n).slice(6, 10)
    return [
      // As in DER, and as limbs of 32 or 64 bits in little-endian order; whole, and only the middle.
      ...[bytes, Buffer.from(bytes).reverse()].flatMap((all) => [all, all.subarray(40, 72)]),
      // As the limbs of src/mbedtls/modexp, consecutively and as a product stores them: each with the one below it.
      asInt16(limbs),
      asInt16([4, 5, 6, 7].flatMap((i) => [limbs[i] ?? 0, limbs[i - 1] ?? 0])),
      Buffer.from(Float64Array.from(fused).buffer),
    ]
  })
  const lines = pem.split('\n').filter((line) => /^[A-Za-z0-9+/]{40,}$/.test(line))
  return [...numbers, ...lines.map((line) => Buffer.from(line))]
}

/** Counts the pieces that occur in memory. @param {Buffer} memory @param {Buffer[]} pieces */
export const countFound = (memory, pieces) => pieces.filter((piece) => memory.includes(piece)).length
