// No form of a secret gets through, and other texts do.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { redact } from '../../../js/token/redaction.js'

/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString('base64')

/** What happens to a secret on its way through other programs. @type {Record<string, (secret: string) => string>} */
const forms = {
  'as is': (secret) => secret,
  'in capitals': (secret) => secret.toUpperCase(),
  'in small letters': (secret) => secret.toLowerCase(),
  'without its first character': (secret) => secret.slice(1),
  'without its last character': (secret) => secret.slice(0, -1),
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'form-encoded': (secret) => new URLSearchParams({ a: secret }).toString(),
  'as JSON': (secret) => JSON.stringify({ secret }),
  'in base64': base64,
  'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'in HTTP Basic authentication': (secret) => `Basic ${base64(`client-id:${secret}`)}`,
  'in base64 behind one character': (secret) => base64(`x${secret}`),
  'in base64 behind two characters': (secret) => base64(`xx${secret}`),
  'in hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
}

const secrets = fc
  .tuple(fc.constantFrom('p8e-', 's8e-', ''), fc.string({ minLength: 20, maxLength: 40, unit: 'grapheme-ascii' }))
  .map((parts) => parts.join(''))
  .filter((secret) => secret.trim() === secret && new Set(secret).size > 8)

/** @param {string} text @param {string} form */
function assertHidden(text, form) {
  // Eight characters in a row are what a reader could use.
  for (let i = 0; i + 8 <= form.length; i++) {
    const piece = form.slice(i, i + 8)
    if (/^\w+=|[{}":]|Basic /.test(piece)) continue
    assert.ok(!text.includes(piece), `${piece} in ${text}`)
  }
}

describe('redact', () => {
  for (const [title, write] of Object.entries(forms)) {
    it(`hides a secret ${title}`, () => {
      fc.assert(
        fc.property(secrets, (secret) => {
          const form = write(secret)
          const text = redact(`The secret is ${form} and so on`, [secret])
          assert.match(text, /^The secret .*….*on$/s)
          if (!/encoded|Basic|base64|JSON/.test(title)) assertHidden(text, form)
          assert.ok(!text.toLowerCase().includes(secret.toLowerCase()))
        }),
      )
    })
  }

  it('leaves other texts as they are', () => {
    const [secret, text] = ['p8e-planted-Secret_0123456789abcdefgh', 'invalid client_secret parameter']
    assert.equal(redact(text, [secret, '']), text)
    assert.equal(redact('', [secret]), '')
  })

  it('hides a short secret', () => {
    assert.equal(redact('password hunter is wrong', ['hunter']), 'password … is wrong')
  })
})
