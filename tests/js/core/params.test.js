// `params` of an issue are what the types say of its code: each one whose texts have some is made here.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'

const ims = await load()
const { issues: rules, params: kinds } = ims.tables
const read = (/** @type {string} */ name) =>
  readFileSync(new URL(`../../vectors/keys/${name}`, import.meta.url), 'utf8').trim()

/** The names in the texts of a code that are not the field's. @param {{ message: string, hint: string }} rule */
const namesIn = ({ message, hint }) =>
  [...new Set([...`${message}${hint}`.matchAll(/\{(\w+)[}:]/g)].map(([, name = '']) => name))].filter(
    (name) => kinds[name],
  )

/** @param {object} given @param {import('imskit').Context} [context] */
const validate = (given, context) => ims.validate(connection(given), context).issues
const [certificate, key] = [read('rsa2048.certificate.pem'), read('rsa2048.pkcs8.pem')]
const listed = [{ sha1: '0'.repeat(40), expires: '2030-01-01' }]

/** RSAPrivateKey (RFC 8017 appendix A.1.2): the version, a modulus of 1025 bytes, and seven times 1. */
const long = Buffer.concat([
  Buffer.from('3082041d 020100 0282040101'.replaceAll(' ', ''), 'hex'),
  Buffer.alloc(1024, 255),
  Buffer.from('020101'.repeat(7), 'hex'),
])

const organization = `ORG_ID=${'A'.repeat(24)}@AdobeOrg`
/** One file for each code of files that has params. */
const files = [
  '{"clientId"',
  `{"clientId": "${'a'.repeat(32)}\n", "orgId": "12345"}`,
  '{"access_token": "x", "expires_in": 1}',
  `${organization}\nCLIENT_ID=${'a'.repeat(32)}\nKEY_PATH=private.key\n[b]\nCLIENT_ID=${'b'.repeat(32)}\n${organization}`,
]
const imported = await Promise.all(files.map((file) => ims.importCredentials(file)))

const found = [
  ...imported.flatMap(({ issues }) => issues),
  ...validate({ name: 5, description: 'x'.repeat(256), type: 'other', clientID: 'x', nothingNearIt: 'x' }),
  ...validate({ metaScopes: Array(101).fill('a'), clientId: 'odd', organizationId: 'odd', imsHost: 'ftp://a' }),
  ...validate({ imsExchange: 'https://elsewhere.example/x', description: 'bell\u0007' }),
  ...validate({ privateKey: 'x'.repeat(70_000) }),
  ...validate({ clientId: 'a@AdobeOrg', clientSecret: 'Bearer x', technicalAccountId: 'a@b.example' }),
  ...validate({ clientId: 'Client ID: x', organizationId: 'A'.repeat(24), imsHost: 'https://analytics.adobe.io' }),
  ...validate({ clientId: 'a@AdobeOrg', organizationId: '0'.repeat(32), imsHost: 'https://elsewhere.example' }),
  ...validate({ metaScopes: ['https://a.example/s/ent_a'], imsExchange: 'https://a.example/ims/token/v3' }),
  ...validate({}, { takenNames: ['analytics 1'], runtimeEnvironments: [{ name: 'Other', kind: 'secure-agent' }] }),
  ...validate({}, { runtimeEnvironments: [{ name: 'Agent', kind: 'serverless' }] }),
  ...['rsa1024.pkcs8.pem', 'enc.iterations.pem'].flatMap((name) => ims.inspectKey(read(name)).issues),
  ...ims.inspectKey(new Uint8Array(long)).issues,
  ...ims.inspectKey(JSON.stringify({ ...JSON.parse(read('rsa2048.jwk.json')), alg: 'PS256' })).issues,
  ...ims.inspectKey(key.slice(0, 1200)).issues,
  ...ims.inspectKey(key, { certificate, certificates: listed }).issues,
  ...ims.inspectKey(key, { certificates: listed, now: new Date('2029-01-01') }).issues,
  ...ims.inspectKey(key, { certificates: listed, now: new Date('2031-01-01') }).issues,
]

it('params have the names in the texts of their code, and the types in the table', () => {
  for (const { code, params = {}, hint } of found) {
    const rule = rules.find((one) => one.code === code) ?? assert.fail(code)
    const optional = namesIn(rule).filter((name) => kinds[name] === 'string?' && !(name in params))
    assert.deepEqual([...Object.keys(params), ...optional].sort(), namesIn(rule).sort(), code)
    if (optional.length > 0) assert.equal(hint, undefined)
    for (const [name, value] of Object.entries(params)) assert.equal(typeof value, kinds[name]?.replace('?', ''), code)
  }
  const made = new Set(found.map(({ code }) => code))
  const notMade = rules.filter((rule) => namesIn(rule).length > 0 && !made.has(rule.code))
  assert.deepEqual(
    notMade.map(({ code }) => code),
    [],
  )
})
