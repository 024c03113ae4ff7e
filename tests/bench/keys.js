#!/usr/bin/env node
// Compares which pasted keys imskit and other libraries can sign with, and prints a table:   npm run bench -- --only keys
// A key counts as accepted if the RS256 signature equals OpenSSL's. Each library gets the passphrase of an encrypted key.
import { damages, makeForms, mostUsed, passphrase } from '../support/damaged-keys.js'
import { makeKey, signature } from '../support/openssl.js'
import { payload, rivals } from './rivals.js'

/** Libraries that accept a key as text directly. */
const libraries = rivals.filter(({ name }) => !['node:crypto', 'WebCrypto', 'pkijs'].includes(name))

/** @param {string} file path of a private key */
function makeMatrix(file) {
  const forms = makeForms(file)
  const cases = Object.entries(forms).flatMap(([form, pem]) => [
    { form, pem, damaged: false },
    ...Object.values(damages).map((damage) => ({ form, pem: damage(pem), damaged: true })),
  ])
  for (const form of mostUsed) {
    for (const [first, one] of Object.entries(damages)) {
      for (const [second, other] of Object.entries(damages)) {
        if (first !== second) cases.push({ form, pem: other(one(forms[form] ?? '')), damaged: true })
      }
    }
  }
  return cases.map(({ form, ...rest }) => ({ ...rest, secret: form.startsWith('PKCS#') ? undefined : passphrase }))
}

const { file } = makeKey(2048)
const matrix = makeMatrix(file)
const undamaged = matrix.filter(({ damaged }) => !damaged)

/** OpenSSL's signature for each header and payload that a library wrote. @type {Map<string, string>} */
const expected = new Map()
/** @param {string} jwt */
function isRight(jwt) {
  const [protectedHeader, claims, mine] = jwt.split('.')
  const input = `${protectedHeader}.${claims}`
  if (!expected.has(input)) expected.set(input, signature(input, file).toString('base64url'))
  return mine === expected.get(input)
}

/** @param {import('./rivals.js').Signer} sign @param {typeof matrix[number]} given */
async function accepts(sign, { pem, secret }) {
  try {
    return isRight(await sign(pem, payload, secret))
  } catch {
    return false
  }
}

console.log('| library | accepted of tried | of them undamaged |\n| --- | --- | --- |')
for (const { name, version, file: signer } of libraries) {
  const sign = await (await import(signer)).prepare()
  const accepted = new Set()
  for (const given of matrix) if (await accepts(sign, given)) accepted.add(given)
  const whole = undamaged.filter((given) => accepted.has(given))
  console.log(`| ${name} ${version} | ${accepted.size} of ${matrix.length} | ${whole.length} of ${undamaged.length} |`)
}
