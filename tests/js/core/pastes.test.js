// One key in the ways that people paste it signs as OpenSSL does.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { load } from 'imskit'
import { makeKey, signature } from '../../support/openssl.js'
import { pastes } from '../../support/pastes.js'

/** What imskit refuses, and the issue that says why. A paste that starts to work leaves this list. @type {Record<string, string>} */
const refused = {
  'openssl rsa -text without the PEM': 'not_a_key',
  'gzip in base64': 'gzip',
}

const ims = await load()
const key = makeKey(2048)
const payload = { iss: 'imskit' }
/** @type {string | undefined} */
let expected

describe('a key pasted as', () => {
  for (const [name, paste] of Object.entries(pastes)) {
    it(name, () => {
      const privateKey = paste(key)
      const code = refused[name]
      if (code) {
        assert.deepEqual(
          ims.inspectKey(privateKey).issues.map((issue) => issue.code),
          [code],
        )
        return assert.throws(() => ims.sign({ payload, privateKey }), { code: 'ERR_KEY_INVALID' })
      }
      const jwt = ims.sign({ payload, privateKey })
      const end = jwt.lastIndexOf('.')
      expected ??= signature(jwt.slice(0, end), key.file).toString('base64url')
      assert.equal(jwt.slice(end + 1), expected)
    })
  }
})

it('every refused paste is one of the pastes', () => {
  assert.deepEqual(
    Object.keys(refused).filter((name) => !(name in pastes)),
    [],
  )
})
