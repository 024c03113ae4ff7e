// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { load } from 'imskit'
import { expect, test } from 'vitest'

const { connection } = JSON.parse(readFileSync('fixture.json', 'utf8'))

test('validates and signs under jsdom', async () => {
  const ims = await load()
  expect(ims.validate({ ...connection, name: '' }).issues[0].code).toBe('required')
  expect(ims.signJwt(connection).split('.')).toHaveLength(3)
})
