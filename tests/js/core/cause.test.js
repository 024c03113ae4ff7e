import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeCause } from '../../../js/core/cause.js'

const secret = 'p8e-secret'

describe('describeCause', () => {
  it('tells the name, the code and the first place with a file', () => {
    /** @type {unknown} */
    let error
    try {
      JSON.parse('{')
    } catch (thrown) {
      error = thrown
    }
    const { at = '', ...rest } = describeCause(error)
    assert.deepEqual(rest, { cause: 'SyntaxError' })
    assert.match(at, /cause\.test\.js:\d+:\d+/)
    assert.equal(describeCause(Object.assign(new TypeError(''), { code: 'ENOENT' })).causeCode, 'ENOENT')
  })

  it('tells nothing of a message, a name or a code that may be a secret', () => {
    const changed = new Error('first')
    changed.message = `${secret}\n    at ${secret} (/etc/x:1:1)`
    for (const error of [
      new Error(secret),
      new Error(`\n    at secret (/p8e-secret:1:1)`),
      changed,
      Object.assign(new Error('x'), { name: secret, code: secret }),
      Object.assign(new Error('x'), { name: {}, code: { secret } }),
      Object.assign(new Error('x'), { stack: `x\n    at ${secret}` }),
    ]) {
      assert.ok(!JSON.stringify(describeCause(error)).includes(secret))
    }
  })

  it('is empty for anything else, and for an error that cannot be read', () => {
    const hostile = Object.defineProperty(new Error('x'), 'name', {
      get() {
        throw new Error(secret)
      },
    })
    for (const thrown of [undefined, null, secret, { name: 'Error', stack: secret }, hostile])
      assert.deepEqual(describeCause(thrown), {})
  })
})
