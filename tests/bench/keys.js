#!/usr/bin/env node
// Compares which pasted keys imskit and other libraries can sign with, and prints two tables:   npm run bench -- --only keys
// The first has the ways in which people paste a key (tests/support/pastes.js), the second every form of a key with every kind
// of damage. A key counts as accepted if the RS256 signature equals OpenSSL's. Each library gets the passphrase of an
// encrypted key.
import { damages, makeForms, mostUsed, passphrase } from '../support/damaged-keys.js'
import { makeKey, signature } from '../support/openssl.js'
import { pastes } from '../support/pastes.js'
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

const key = makeKey(2048)
const { file } = key

/** OpenSSL's signature for each header and payload that a library wrote. @type {Map<string, string>} */
const expected = new Map()
/** @param {string} jwt */
function isRight(jwt) {
  const [protectedHeader, claims, mine] = jwt.split('.')
  const input = `${protectedHeader}.${claims}`
  if (!expected.has(input)) expected.set(input, signature(input, file).toString('base64url'))
  return mine === expected.get(input)
}

/**
 * The cases whose key a library signs with as OpenSSL does.
 * @template {{ pem: string, secret?: string }} Case
 * @param {string} signer its file @param {Case[]} cases
 */
async function acceptedBy(signer, cases) {
  const sign = await (await import(signer)).prepare()
  const accepted = new Set()
  for (const given of cases) {
    try {
      if (isRight(await sign(given.pem, payload, given.secret))) accepted.add(given)
    } catch {
      // refused
    }
  }
  return accepted
}

const pasted = Object.entries(pastes).map(([name, paste]) => ({ name, pem: /** @type {string} */ (paste(key)) }))
console.log('| library | accepted of ways to paste a key |\n| --- | --- |')
/** @type {string[]} */
const refusals = []
for (const { name, version, file: signer } of libraries) {
  const accepted = await acceptedBy(signer, pasted)
  console.log(`| ${name} ${version} | ${accepted.size} of ${pasted.length} |`)
  const refused = pasted.filter((given) => !accepted.has(given)).map((given) => given.name)
  if (name === 'imskit') refusals.push(...refused)
}
console.log(`\nimskit does not sign with: ${refusals.join('; ') || 'none'}\n`)

const matrix = makeMatrix(file)
const undamaged = matrix.filter(({ damaged }) => !damaged)
console.log('| library | accepted of tried | of them undamaged |\n| --- | --- | --- |')
for (const { name, version, file: signer } of libraries) {
  const accepted = await acceptedBy(signer, matrix)
  const whole = undamaged.filter((given) => accepted.has(given))
  console.log(`| ${name} ${version} | ${accepted.size} of ${matrix.length} | ${whole.length} of ${undamaged.length} |`)
}
