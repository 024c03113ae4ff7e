// Bytes inside a string: scripts/inline.js writes what js/core/inlined.js reads.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import fused from '../../../dist/fused.js'
import core from '../../../dist/wasm.js'
import { decodeInlined } from '../../../js/core/inlined.js'
import { encodeInlined } from '../../../scripts/inline.js'

describe('inlined bytes', () => {
  it('survive encoding and decoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        assert.deepEqual(decodeInlined(encodeInlined(bytes)), bytes)
      }),
    )
  })

  it('survive for every value, whichever are frequent', () => {
    for (let first = 0; first < 256; first += 15) {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i)
      const bytes = Uint8Array.from([...all, ...all.map((byte) => (byte + first) % 87)])
      assert.deepEqual(decodeInlined(encodeInlined(bytes)), bytes)
    }
  })

  it('are those of the core', () => {
    assert.deepEqual(Buffer.from(decodeInlined(core)), readFileSync('dist/core.wasm'))
  })

  it('need no escape in a string literal, a template or a script element', () => {
    for (const text of [core, fused]) assert.match(text, /^`[ !#%&(-;=-[\]-_a-~]+$/)
  })
})
