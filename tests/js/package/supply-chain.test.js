// Dependencies of the package and its build: pinned, checked by hash, without install scripts, under known licenses.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

/** @typedef {{ license?: string, integrity?: string, resolved?: string, link?: boolean, hasInstallScript?: boolean, dev?: boolean, devOptional?: boolean }} Locked */
const read = (/** @type {string} */ name) => readFileSync(name, 'utf8')
const manifest = JSON.parse(read('package.json'))
const locked = Object.entries(/** @type {Record<string, Locked>} */ (JSON.parse(read('package-lock.json')).packages))
  .filter(([path, { link }]) => path.includes('node_modules/') && !link) // not this package and its workspace
  .map(([path, rest]) => ({ name: path.replace(/.*node_modules\//, ''), ...rest }))
const names = (/** @type {(one: Locked) => unknown} */ which) => locked.filter(which).map(({ name }) => name)

describe('npm packages', () => {
  it('have no install scripts', () =>
    assert.deepEqual(
      names(({ hasInstallScript }) => hasInstallScript),
      [],
    ))

  it('are checked by SHA-512, wherever they are downloaded from', () => {
    assert.deepEqual(
      names(({ integrity }) => !integrity?.startsWith('sha512-')),
      [],
    )
    assert.deepEqual(
      names(({ resolved }) => resolved),
      [],
    )
  })

  it('have caret ranges if users install them, and are pinned if only the repository does', () => {
    for (const [name, range] of Object.entries(manifest.dependencies)) assert.match(range, /^\^\d+\.\d+\.\d+$/, name)
    for (const [name, range] of Object.entries(manifest.devDependencies)) assert.match(range, /^\d+\.\d+\.\d+$/, name)
  })

  it('have licenses that docs/ASSURANCE.md lists', () => {
    const page = read('docs/ASSURANCE.md')
    for (const { name, license, dev, devOptional } of locked) {
      if (dev || devOptional) continue
      assert.ok(page.includes(`| ${name} | ${license} |`), `${name}: ${license}`)
    }
    // Used in the repository and not shipped.
    const known = [
      'MIT',
      'MIT-0',
      'ISC',
      'BlueOak-1.0.0',
      '0BSD',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'Apache-2.0',
      'MIT OR Apache-2.0',
      'MPL-2.0',
      'LGPL-3.0-only',
      'Python-2.0',
    ]
    assert.deepEqual(
      names(({ license }) => !known.includes(license ?? '')),
      ['node-forge'], // BSD-3-Clause OR GPL-2.0
    )
  })
})

describe('the core', () => {
  it('is built from nothing that is downloaded without a hash', () => {
    const cmake = read('cmake/dependencies.cmake')
    const declared = cmake.match(/FetchContent_Declare\([^)]*\)/g) ?? []
    assert.equal(declared.length, 3)
    for (const one of declared) assert.match(one, /URL_HASH SHA256=/)
    assert.match(cmake, /set\(mbedtls_sha256 [0-9a-f]{64}\)/)
    for (const file of [cmake, read('CMakeLists.txt')])
      assert.doesNotMatch(file, /GIT_REPOSITORY|ExternalProject|file\(DOWNLOAD|curl|wget/)
  })
})
