/** @jest-environment jsdom */

import { readFileSync } from 'node:fs'
import { TextDecoder, TextEncoder } from 'node:util'
import { expect, test } from '@jest/globals'

Object.assign(globalThis, { TextDecoder, TextEncoder, Uint8Array }) // jsdom lacks them

const { connection } = JSON.parse(readFileSync('fixture.json', 'utf8'))

test('validates and signs under jsdom', async () => {
  const { load } = await import('imskit')
  const ims = await load()
  expect(ims.validate({ ...connection, name: '' }).issues[0].code).toBe('required')
  expect(ims.signJwt(connection).split('.')).toHaveLength(3)
})
