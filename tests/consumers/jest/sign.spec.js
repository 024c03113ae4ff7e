import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { load } from 'imskit'
import { createSandbox } from 'imskit/sandbox'
import { requestToken } from 'imskit/token'

const { connection, client } = JSON.parse(readFileSync('fixture.json', 'utf8'))

test('signs and gets a token from the sandbox', async () => {
  const ims = await load()
  expect(ims.validate(connection)).toMatchObject({ valid: true })
  const sandbox = createSandbox({ clients: [client] })
  expect(await requestToken(connection, { fetch: sandbox.fetch })).toMatchObject({ grant: 'jwt' })
})
