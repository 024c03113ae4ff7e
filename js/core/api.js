// The public API on the core.
import { decodeBase64, writePkcs8 } from './base64.js'
import { openCore } from './boundary.js'
import { createCredentialsOpener } from './credentials.js'
import { errorMeanings } from './error-codes.js'
import { claimsMembers, inspectMembers, requireKey, requireText, writeOptions } from './input.js'
import {
  anyObject,
  bytesOrObject,
  date,
  isObject,
  key as keyRule,
  required,
  requireOptions,
  requireValue,
  rule,
  string,
} from './options.js'
import { createValidation } from './prepared.js'
import { createSchema } from './schema.js'
import { checkClaims, verifyMembers } from './verify.js'
import { importKey, signCompact } from './webcrypto.js'

/**
 * @typedef {import('./types.js').Ims} Ims
 * @typedef {import('./types.js').Tables} Tables
 */

/** @param {Tables} core @returns {Tables} with the errors that only JavaScript raises */
const describeAll = (core) => ({
  ...core,
  errors: [
    ...core.errors,
    ...Object.entries(errorMeanings).map(([code, meaning]) => ({
      code: /** @type {import('./types.js').ErrorCode} */ (code),
      meaning,
    })),
  ],
})

const publicKeyRule = rule('a PEM text or a JWK', (value) => typeof value === 'string' || isObject(value))

/** @type {import('./options.js').Members} */
const signMembers = {
  payload: required(bytesOrObject),
  header: anyObject,
  privateKey: required(keyRule),
  passphrase: string,
}

/**
 * @typedef {object} Parts what the core works with
 * @property {() => Promise<import('./credentials.js').CredentialsModule>} credentials loads the module that imports credentials
 * @property {string} [fused] the module of src/mbedtls/modexp/fused.cpp, inlined
 */

/**
 * @param {WebAssembly.Module} module
 * @param {Parts} parts
 * @returns {Ims} types/ims.ts documents its members
 */
export function createApi(module, { credentials, fused }) {
  const core = openCore(module, fused)
  const openCredentials = createCredentialsOpener(credentials)
  const { validate, prepare } = createValidation(core)
  const unsigned = core.allFields & ~core.bitsOf(['clientSecret', 'privateKey', 'passphrase'])
  /** @type {Tables | undefined} */
  let tables
  const describe = () => {
    tables ??= describeAll(core.json('describe'))
    return tables
  }

  /** @param {string | Uint8Array} key @param {import('./types.js').KeyOptions} options @returns {Uint8Array<ArrayBuffer>} DER */
  const exportPkcs8 = (key, options) => {
    const { passphrase = '' } = requireOptions(options, { passphrase: string })
    return core.bytes('exportPkcs8', requireKey(key), passphrase)
  }

  const schemaCore = { tables: describe, prepare }

  /** @type {Ims} */
  const ims = {
    module,

    get fields() {
      return describe().fields
    },

    get tables() {
      return describe()
    },

    schema: createSchema(schemaCore, validate),

    validate: /** @type {Ims['validate']} */ (validate),

    prepare: /** @type {Ims['prepare']} */ (
      (/** @type {import('./types.js').Context} */ context) => {
        const prepared = prepare(context)
        return {
          validate: prepared.validate,
          schema: createSchema(schemaCore, prepared.validate, context),
          [Symbol.dispose]: prepared.dispose,
        }
      }
    ),

    applyFix(connection, issue) {
      const { field, code, fix } = requireValue(issue, anyObject, 'issue')
      const repaired = { ...connection }
      if (!fix) return repaired
      /** @type {{ changes: Record<string, any>, rename?: { from: string, to: string } }} a value of null: remove it */
      const { changes, rename } = JSON.parse(
        core.ofConnection('applyFix', connection, core.allFields, JSON.stringify({ field, code, fix })),
      )
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) Reflect.deleteProperty(repaired, name)
        else Object.assign(repaired, { [name]: value })
      }
      if (!rename) return repaired
      const entries = Object.entries(repaired)
      return Object.fromEntries(entries.map(([name, value]) => [name === rename.from ? rename.to : name, value]))
    },

    claims: (connection, options = {}) =>
      JSON.parse(core.ofConnection('claims', connection, unsigned, writeOptions(options, claimsMembers))),

    signJwt: (connection, options = {}) =>
      core.ofConnection('signJwt', connection, core.allFields, writeOptions(options, claimsMembers)),

    sign(options) {
      const { payload, header, privateKey, passphrase = '' } = requireOptions(options, signMembers)
      const claims = payload instanceof Uint8Array ? payload : JSON.stringify(payload)
      const protectedHeader = header && JSON.stringify({ ...('alg' in header ? {} : { alg: 'RS256' }), ...header })
      return core.text('sign', protectedHeader ?? '', claims, privateKey, passphrase)
    },

    verify(jwt, key, options = {}) {
      requireOptions(options, verifyMembers)
      const publicKey = requireValue(key, publicKeyRule, 'key')
      const text = typeof publicKey === 'string' ? publicKey : JSON.stringify(publicKey)
      const verified = core.json('verify', requireText(jwt, 'jwt'), text)
      checkClaims(verified.payload, options)
      return verified
    },

    decode(jwt) {
      const { signature, ...parts } = core.json('decode', requireText(jwt, 'jwt'))
      return { ...parts, signature: decodeBase64(signature) }
    },

    inspectKey(key, options = {}) {
      const { certificateExpires, ...report } = core.json(
        'inspectKey',
        requireKey(key),
        writeOptions(options, inspectMembers),
      )
      return { ...report, certificateExpires: certificateExpires === null ? null : new Date(certificateExpires * 1000) }
    },

    toCryptoKey: async (key, options = {}) => importKey(() => exportPkcs8(key, options)),

    toPkcs8: (key, options = {}) => writePkcs8(exportPkcs8(key, options)),

    signJwtWith: async (key, connection, options = {}) =>
      signCompact(key, core.ofConnection('signingInput', connection, unsigned, writeOptions(options, claimsMembers))),

    async importCredentials(text, options = {}) {
      const inputs = [requireText(text), writeOptions(options, { now: date })]
      const imported = (await openCredentials()).json('importCredentials', ...inputs)
      const { source, candidates, issues } = imported
      const [{ connection = {}, certificates, keyFile, issues: more = [] } = {}] = candidates
      return {
        source,
        connection: { ...connection },
        candidates,
        ...(certificates && { certificates }),
        ...(keyFile && { keyFile }),
        issues: [...issues, ...more],
      }
    },

    nameKey: (name) => core.text('nameKey', requireText(name, 'name')),
  }
  return Object.freeze(ims)
}
