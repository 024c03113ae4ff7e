// Checks that no part of a key stays in the memory of a native process, which dumps its heap, stack and globals to a file.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, it } from 'node:test'
import { buildTargets } from '../../scripts/build.js'
import { runWithToolchain } from '../../scripts/toolchain.js'
import { makeKey, openssl } from '../support/openssl.js'
import { countFound, piecesOf } from '../support/pieces.js'

const folder = 'build/dump'
mkdirSync(folder, { recursive: true })
after(() => rmSync(folder, { recursive: true, force: true }))
const passphrase = 'planted passphrase, long enough to be found'

/** Counts the pieces in memory while the key is in use, and after. @param {string} pem @param {Buffer[]} pieces */
function look(pem, pieces) {
  const files = ['key', 'passphrase', 'during', 'after'].map((name) => `${folder}/${name}`)
  const [key = '', secret = '', during = '', end = ''] = files
  writeFileSync(key, pem)
  writeFileSync(secret, passphrase)
  assert.equal(runWithToolchain(['build/native/dump', ...files], { timeout: 60_000 }).status, 0)
  return [during, end].map((file) => countFound(readFileSync(file), pieces))
}

it('builds', () => buildTargets('native', ['dump']))

it('holds nothing of a key or its passphrase after use', (t) => {
  const { file, pem } = makeKey(2048)
  const encrypted = String(openssl('pkcs8', '-topk8', '-in', file, '-passout', `pass:${passphrase}`))
  for (const text of [pem, encrypted]) {
    const lines = text.split('\n').slice(1, -2)
    const pieces = [...piecesOf(pem), ...[...lines, passphrase].map((text) => Buffer.from(text))]
    const [during = 0, end] = look(text, pieces)
    t.diagnostic(`of ${pieces.length} pieces ${during} are found while the key is in use, ${end} after it`)
    assert.ok(during > 30)
    assert.equal(end, 0)
  }
})
