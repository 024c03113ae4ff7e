// The folders are the architecture: what each may use, and what the root of js/ holds.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { runWithToolchain } from '../../../scripts/toolchain.js'
import { cppArrows, findViolations, jsArrows } from '../../support/rooms.js'

/** @param {string} folder */
const list = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(h|cpp|js)$/.test(name))
    .map((name) => `${folder}/${name}`)

const files = new Map([...list('src'), ...list('js')].map((path) => [path, readFileSync(path, 'utf8')]))

describe('rooms', () => {
  it('are the folders of src/ and js/', () => {
    const folders = (/** @type {string} */ folder) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    assert.deepEqual(folders('src').sort(), Object.keys(cppArrows).sort())
    assert.deepEqual(folders('js').sort(), Object.keys(jsArrows).sort())
  })

  it('use only what is below them', () => assert.deepEqual(findViolations(files), []))

  for (const [path, line] of /** @type {const} */ ([
    ['src/base/text.cpp', '#include "pem.h"'],
    ['src/key/pem.cpp', '#include "validate.h"'],
    ['src/jose/jwt.cpp', '#include "../connection/url.h"'],
    ['src/api/api.cpp', '#include <emscripten/val.h>'],
    ['src/key/jwk.cpp', '#include <nlohmann/json.hpp>'],
    ['js/core/api.js', "import { requestToken } from '../token.js'"],
    ['js/token/provider.js', "import { readFile } from 'node:fs/promises'"],
    ['js/host/rate-limit.js', "import { listen } from '../cli/listen.js'"],
    ['js/element/view.js', "import { Hono } from 'hono'"],
  ])) {
    it(`notice ${line} in ${path}`, () => {
      assert.ok(files.has(path))
      const changed = new Map(files).set(path, `${line}\n${files.get(path)}`)
      assert.equal(findViolations(changed).length, 1)
    })
  }

  it('do not compile an include against the arrows', () => {
    const [{ directory, arguments: args, command }] = JSON.parse(
      readFileSync('build/wasm/compile_commands.json', 'utf8'),
    ).filter((/** @type {{ file: string }} */ { file }) => file.endsWith('src/base/text.cpp'))
    const flags = (args ?? command.split(' ')).filter((/** @type {string} */ flag) => /^-(I|isystem|std|f)/.test(flag))
    const compile = (/** @type {string} */ header) =>
      runWithToolchain(
        ['sh', '-c', `cd ${directory} && echo '#include "${header}"' | em++ ${flags.join(' ')} -fsyntax-only -x c++ -`],
        { stdio: 'pipe', encoding: 'utf8' },
      )
    assert.equal(compile('text.h').status, 0)
    const refused = compile('pem.h')
    assert.notEqual(refused.status, 0)
    assert.match(String(refused.stderr), /'pem\.h' file not found/)
  })
})

it('the root of js/ holds the entry points of package.json, and server-only.js', () => {
  const { exports, bin, imports } = JSON.parse(readFileSync('package.json', 'utf8'))
  const named = JSON.stringify([exports, bin, imports]).matchAll(/"(?:\.\/)?js\/([\w-]+\.js)"/g)
  const root = readdirSync('js').filter((name) => name.endsWith('.js'))
  assert.deepEqual(root.sort(), [...new Set(Array.from(named, ([, name]) => name))].sort())
})
