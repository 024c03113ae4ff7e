#!/usr/bin/env node
// Which keys, as people paste them, imskit and other libraries sign with; prints a table:   node tests/bench/keys.js
// A key counts as accepted where the RS256 signature is OpenSSL's. Each library is given the passphrase of an encrypted key.
import { readFileSync } from 'node:fs'
import { load } from 'imskit'
import { damages, makeForms, mostUsed, passphrase } from '../js/support/damaged-keys.js'
import { makeKey, signature } from '../js/support/openssl.js'

const payload = { iss: 'someone', exp: 1_800_000_000 }
const header = { alg: 'RS256', typ: 'JWT' }
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** How each library is given a key; its own way, no other library in between. @type {Record<string, () => Promise<Signer>>} */
const libraries = {
  async imskit() {
    const ims = await load()
    return (privateKey, secret) => ims.sign({ payload, header, privateKey, passphrase: secret })
  },
  async jose() {
    const { importPKCS8, SignJWT } = await import('jose')
    return async (pem) => new SignJWT(payload).setProtectedHeader(header).sign(await importPKCS8(pem, 'RS256'))
  },
  async jsonwebtoken() {
    const { default: jwt } = await import('jsonwebtoken')
    const options = /** @type {const} */ ({ algorithm: 'RS256', noTimestamp: true })
    return (key, secret) => jwt.sign(payload, secret === undefined ? key : { key, passphrase: secret }, options)
  },
  async jsrsasign() {
    const { default: jsrsasign } = await import('jsrsasign')
    return (pem, secret) => jsrsasign.KJUR.jws.JWS.sign('RS256', header, payload, jsrsasign.KEYUTIL.getKey(pem, secret))
  },
  async 'node-forge'() {
    const { default: forge } = await import('node-forge')
    return (pem, secret) => {
      const { pki, md } = forge
      const key = secret === undefined ? pki.privateKeyFromPem(pem) : pki.decryptRsaPrivateKey(pem, secret)
      const input = `${encode(header)}.${encode(payload)}`
      const signed = key.sign(md.sha256.create().update(input))
      return `${input}.${Buffer.from(signed, 'binary').toString('base64url')}`
    }
  },
  async 'fast-jwt'() {
    const { createSigner } = await import('fast-jwt')
    const options = /** @type {const} */ ({ algorithm: 'RS256', noTimestamp: true })
    return (key, secret) =>
      createSigner({ ...options, key: secret === undefined ? key : { key, passphrase: secret } })(payload)
  },
}

/** @typedef {(pem: string, passphrase?: string) => string | Promise<string>} Signer to a compact JWS */

/** @param {string} file a private key */
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

const root = new URL('../../', import.meta.url)
/** @param {string} name */
function versionOf(name) {
  const manifest = name === 'imskit' ? 'package.json' : `node_modules/${name}/package.json`
  return JSON.parse(readFileSync(new URL(manifest, root), 'utf8')).version
}

const { file } = makeKey(2048)
const matrix = makeMatrix(file)
const undamaged = matrix.filter(({ damaged }) => !damaged)

/** What OpenSSL signs for the header and payload as a library writes them. @type {Map<string, string>} */
const expected = new Map()
/** @param {string} jwt */
function isRight(jwt) {
  const [protectedHeader, claims, mine] = jwt.split('.')
  const input = `${protectedHeader}.${claims}`
  if (!expected.has(input)) expected.set(input, signature(input, file).toString('base64url'))
  return mine === expected.get(input)
}

/** @param {Signer} sign @param {typeof matrix[number]} given */
async function accepts(sign, { pem, secret }) {
  try {
    return isRight(await sign(pem, secret))
  } catch {
    return false
  }
}

console.log('| library | accepted of tried | of them undamaged |\n| --- | --- | --- |')
for (const [name, prepare] of Object.entries(libraries)) {
  const sign = await prepare().catch(() => undefined)
  if (!sign) {
    console.log(`| ${name} | not installed | |`)
    continue
  }
  const accepted = new Set()
  for (const given of matrix) if (await accepts(sign, given)) accepted.add(given)
  const whole = undamaged.filter((given) => accepted.has(given))
  console.log(
    `| ${name} ${versionOf(name)} | ${accepted.size} of ${matrix.length} | ${whole.length} of ${undamaged.length} |`,
  )
}
