// In a process of its own: what a signature with RSA-2048 cannot do without, beside the signature and node:crypto's.
import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { answer, options } from './job.js'
import { measure } from './measure.js'
import { openProducts } from './relaxed/product.js'
import { payload } from './rivals.js'
import { signingInput } from './signers/encoding.js'

const atOnce = 1000

const { key, signer, rounds, warmUpMs } = options()
const pem = readFileSync(key, 'utf8')
const products = await openProducts()
const signJwt = await (await import(signer)).prepare()
const keyObject = createPrivateKey(pem)
const input = Buffer.from(signingInput(payload))

const measured = await measure(
  {
    nodeCrypto: () => sign('sha256', input, keyObject),
    imskit: () => signJwt(pem, payload),
    ...Object.fromEntries(Object.entries(products).map(([kind, { square }]) => [kind, () => square(atOnce)])),
  },
  { rounds, warmUpMs, batchMs: 2 },
)
const { nodeCrypto, imskit, shipped, fma } = measured
const ofOne = (/** @type {import('./measure.js').Measure | undefined} */ many) => many && many.median / atOnce
answer({ nodeCrypto: nodeCrypto?.median, imskit: imskit?.median, shipped: ofOne(shipped), fma: ofOne(fma) })
