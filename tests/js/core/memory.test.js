// What stays in the WebAssembly memory after a call, and what happens when a call traps.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { load } from 'imskit'
import { connection } from '../../support/connection.js'
import { instances, memoryOf } from '../../support/instances.js'
import { makeKey } from '../../support/openssl.js'
import { countFound, piecesOf } from '../../support/pieces.js'
import { setRelaxedSimd } from '../../support/relaxed-simd.js'

/** Its functions are replaced. @type {any} */
const webCrypto = crypto
/** @type {import('imskit').Ims} */
let ims
before(async () => {
  ims = await load()
})

/** Runs `call` and looks into memory in its middle, when blinding asks for random bytes, and after it. */
function look(pieces, call) {
  const { getRandomValues } = crypto
  let during = 0
  webCrypto.getRandomValues = (/** @type {any} */ view) => {
    during = Math.max(during, countFound(Buffer.from(memoryOf(instances.at(-1))), pieces))
    return getRandomValues.call(crypto, view)
  }
  try {
    call()
  } finally {
    crypto.getRandomValues = getRandomValues
  }
  return { during, after: countFound(Buffer.from(memoryOf(instances.at(-1))), pieces) }
}

describe('memory', () => {
  it('holds nothing of a key after signing', () => {
    const { pem } = makeKey(2048)
    const { during, after } = look(piecesOf(pem), () => ims.signJwt(connection({ privateKey: pem })))
    assert.ok(during > 20, `the search finds the key while it is used (${during} pieces)`)
    assert.equal(after, 0)
  })

  it('holds nothing of a key after sign, validate and inspectKey', () => {
    const { pem } = makeKey(2048)
    const pieces = piecesOf(pem)
    const calls = [
      () => ims.sign({ payload: {}, privateKey: pem }),
      () => ims.validate(connection({ privateKey: pem })),
      () => ims.inspectKey(pem),
      () => ims.inspectKey(pem.replace('PRIVATE', 'PRlVATE')),
      () => ims.validate(connection({ name: '#', privateKey: pem.slice(0, -200) })),
    ]
    for (const call of calls) assert.equal(look(pieces, call).after, 0)
  })

  it('holds no client secret and no passphrase', () => {
    const [clientSecret, passphrase] = [
      'p8e-PLANTEDPLANTEDPLANTEDPLANTED0123',
      'planted passphrase, long enough to be found',
    ]
    ims.validate(connection({ clientSecret, passphrase, privateKey: 'x' }))
    ims.sign.call(null, { payload: {}, privateKey: makeKey(2048).pem, passphrase })
    assert.equal(
      countFound(Buffer.from(memoryOf(instances.at(-1))), [Buffer.from(clientSecret), Buffer.from(passphrase)]),
      0,
    )
  })

  it('holds no secret of an imported file', async () => {
    const { pem } = makeKey(2048)
    const secret = 'p8e-PLANTEDPLANTEDPLANTEDPLANTED0123'
    const file = JSON.stringify({ CLIENT_ID: 'a'.repeat(32), CLIENT_SECRET: secret, PRIVATE_KEY: pem })
    const { connection: imported } = await ims.importCredentials(file)
    assert.equal(imported.clientSecret, secret)
    assert.equal(imported.privateKey, pem)
    const pieces = [...piecesOf(pem), Buffer.from(secret)]
    for (const instance of instances.slice(-2)) assert.equal(countFound(Buffer.from(memoryOf(instance)), pieces), 0)
  })

  /** Nothing of a key stays in any layout: all but what the allocator notes is the same whatever key was used. */
  async function expectSameAfterAnyKey() {
    const wasm = readFileSync('dist/core.wasm')
    /** The memory of a fresh core in the middle of a call and after it. @param {(fresh: import('imskit').Ims) => unknown} call */
    const imagesOf = async (call) => {
      const fresh = await load({ wasm })
      const image = () => Buffer.from(memoryOf(instances.at(-1)))
      const { getRandomValues } = crypto
      let during = image()
      webCrypto.getRandomValues = (/** @type {any} */ view) => {
        during = Buffer.from(image())
        // The key of the hashes by which the core recognizes values: the same in every core, so that the hashes are, too.
        return view.length === 16 ? view.fill(7) : getRandomValues.call(crypto, view)
      }
      try {
        call(fresh)
      } finally {
        crypto.getRandomValues = getRandomValues
      }
      return { during, after: image() }
    }
    // The allocator's sizes and addresses are below 2^19, so three bytes; its map of free blocks takes eight.
    const longestNote = 8
    const longestDifference = (/** @type {Buffer} */ one, /** @type {Buffer} */ other) => {
      let [run, longest] = [0, 0]
      for (let i = 0; i < Math.max(one.length, other.length); i++) {
        run = one[i] === other[i] ? 0 : run + 1
        longest = Math.max(longest, run)
      }
      return longest
    }
    /** @type {((ims: import('imskit').Ims, privateKey: string) => unknown)[]} */
    const calls = [
      (ims, privateKey) => ims.sign({ payload: {}, privateKey }),
      (ims, privateKey) => ims.signJwt(connection({ privateKey }), { now: new Date(0) }),
      (ims, privateKey) => ims.toPkcs8(privateKey),
    ]
    for (const call of calls) {
      for (let i = 0; i < 3; i++) {
        const [one, other] = [makeKey(2048).pem, makeKey(2048).pem]
        const [first, second] = [await imagesOf((ims) => call(ims, one)), await imagesOf((ims) => call(ims, other))]
        if (call !== calls[2]) assert.ok(longestDifference(first.during, second.during) > 100, 'the keys are seen')
        const longest = longestDifference(first.after, second.after)
        assert.ok(longest <= longestNote, `${longest} bytes one after the other differ`)
      }
    }
  }

  it('is the same whatever key was used', async () => {
    setRelaxedSimd(false)
    await expectSameAfterAnyKey()
  })

  it('holds nothing of a key after exponentiation by fused multiply-add', async () => {
    assert.ok(setRelaxedSimd(true))
    await expectSameAfterAnyKey()
  })

  it('does not grow with the number of calls', () => {
    const { pem } = makeKey(2048)
    for (let i = 0; i < 20; i++) ims.signJwt(connection({ privateKey: pem }))
    const before = Buffer.from(memoryOf(instances.at(-1))).length
    for (let i = 0; i < 200; i++) ims.signJwt(connection({ privateKey: pem }))
    assert.equal(Buffer.from(memoryOf(instances.at(-1))).length, before)
    assert.ok(before <= 1 << 20, `${before} bytes`)
  })
})

describe('a trap', () => {
  it('retires the instance: the call fails, the next one works', () => {
    const { pem } = makeKey(2048)
    const { getRandomValues } = crypto
    const { error } = console
    const retired = instances.at(-1)
    crypto.getRandomValues = () => {
      throw new Error('no randomness')
    }
    console.error = () => {} // the glue tells of it
    try {
      assert.throws(() => ims.signJwt(connection({ privateKey: pem })), { code: 'ERR_CORE_FAILED' })
    } finally {
      crypto.getRandomValues = getRandomValues
      console.error = error
    }
    assert.notEqual(instances.at(-1), retired)
    assert.equal(ims.signJwt(connection({ privateKey: pem })).split('.').length, 3)
    assert.equal(ims.nameKey('A'), 'a')
  })
})
