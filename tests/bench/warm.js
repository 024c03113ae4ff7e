// Runs in a child process: consecutive signatures from PEM, and only the exponentiation.
import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { prepareBigInt, prepareGmp } from './exponentiation.js'
import { answer, options } from './job.js'
import { measure } from './measure.js'
import { payload, rivals } from './rivals.js'
import { signingInput } from './signers/encoding.js'

/** A JWT by a signer of signers/. @param {string} file @returns {(pem: string) => Promise<() => unknown>} */
const fromPem = (file) => async (pem) => {
  const signer = await (await import(file)).prepare()
  return () => signer(pem, payload)
}

/** @param {string} pem */
function withKeyObject(pem) {
  const key = createPrivateKey(pem)
  return () => {
    const input = signingInput(payload)
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
}

/** @type {Record<string, (pem: string) => (() => unknown) | Promise<() => unknown>>} */
const cases = {
  ...Object.fromEntries(rivals.map(({ name, file }) => [name, fromPem(file)])),
  'node:crypto (KeyObject)': withKeyObject,
  'Mbed TLS (stock)': fromPem('./signers/stock.js'),
  'gmp-wasm (powm)': (pem) => prepareGmp('mpz_powm')(pem, payload),
  'gmp-wasm (powm_sec)': (pem) => prepareGmp('mpz_powm_sec')(pem, payload),
  BigInt: (pem) => prepareBigInt(pem, payload),
}

/**
 * True if the result equals OpenSSL's: a JWT, or the number that the exponentiation returns.
 * @param {string} pem @param {unknown} result
 */
function isRight(pem, result) {
  if (typeof result === 'bigint') {
    return result === BigInt(`0x${sign('sha256', Buffer.from(signingInput(payload)), pem).toString('hex')}`)
  }
  const [header, claims, signature] = String(result).split('.')
  return signature === sign('sha256', Buffer.from(`${header}.${claims}`), pem).toString('base64url')
}

const { keys, rounds, warmUpMs, only } = options()
/** @type {Record<string, object>} */
const measured = {}
for (const [bits, file] of Object.entries(keys)) {
  const pem = readFileSync(file, 'utf8')
  /** @type {Record<string, () => unknown>} */
  const calls = {}
  for (const [name, prepare] of Object.entries(cases)) {
    if (only && !only.includes(name)) continue
    const call = await prepare(pem)
    if (!isRight(pem, await call())) throw new Error(`${name} gives a wrong RSA-${bits} signature`)
    calls[name] = call
  }
  measured[bits] = await measure(calls, { rounds: rounds[bits], warmUpMs, batchMs: 2 })
}
answer(measured)
