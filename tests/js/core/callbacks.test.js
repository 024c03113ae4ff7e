import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { notify } from '../../../js/core/callbacks.js'

/** @type {unknown[]} */
const unhandled = []
const remember = (/** @type {unknown} */ reason) => unhandled.push(reason)
before(() => process.on('unhandledRejection', remember))
after(() => process.off('unhandledRejection', remember))

/** Every way in which a hook can fail. @type {Record<string, () => unknown>} */
const failures = {
  'throws an error': () => {
    throw new Error('hook')
  },
  'throws undefined': () => {
    throw undefined
  },
  'returns a rejected promise': () => Promise.reject(new Error('hook')),
  'rejects later': async () => {
    await sleep(5)
    throw new Error('hook')
  },
  'returns a thenable that rejects': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then: (/** @type {unknown} */ _, /** @type {(reason: Error) => void} */ reject) => reject(new Error('hook')),
  }),
  'returns a thenable whose then throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then() {
      throw new Error('hook')
    },
  }),
  'returns a thenable whose then cannot be read': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    get then() {
      throw new Error('hook')
    },
  }),
}

describe('notify', () => {
  for (const [title, hook] of Object.entries(failures)) {
    it(`calls the fallback once if the hook ${title}`, async () => {
      let calls = 0
      assert.equal(
        notify(hook, () => calls++),
        undefined,
      )
      await sleep(30)
      assert.equal(calls, 1)
      assert.deepEqual(unhandled, [])
    })

    it(`survives a fallback that ${title}`, async () => {
      notify(() => {
        throw new Error('hook')
      }, hook)
      notify(hook)
      await sleep(30)
      assert.deepEqual(unhandled, [])
    })
  }

  it('passes what was thrown to the fallback', async () => {
    /** @type {unknown[]} */
    const reasons = []
    const thrown = new Error('hook')
    notify(
      () => {
        throw thrown
      },
      (reason) => reasons.push(reason),
    )
    notify(
      () => Promise.reject(thrown),
      (reason) => reasons.push(reason),
    )
    await sleep(5)
    assert.deepEqual(reasons, [thrown, thrown])
  })

  it('does not call the fallback if the hook works, and does not wait for it', async () => {
    let done = false
    let failed = false
    notify(
      async () => {
        await sleep(10)
        done = true
      },
      () => {
        failed = true
      },
    )
    assert.equal(done, false)
    await sleep(40)
    assert.deepEqual([done, failed], [true, false])
  })
})
