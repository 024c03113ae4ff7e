// The package as published: its contents, its entries, and that its bytes are reproducible.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { versions } from 'imskit/versions'
import { build } from 'vite'
import { pack, run } from '../../support/installed.js'
import { makeFolder } from '../../support/keys.js'

const root = new URL('../../../', import.meta.url).pathname
const { exports, bin, sideEffects } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const modules = Object.keys(exports).filter((entry) => !/\.(wasm|json)$/.test(entry))
const folder = makeFolder()

/** @param {string} file */
const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** @type {string} */
let tarball
/** Path in the package → its text. @type {Map<string, string>} */
let files
before(() => {
  tarball = pack(join(folder, 'packed'))
  run('tar', ['xzf', tarball, '-C', folder], root)
  const unpacked = join(folder, 'package')
  const paths = readdirSync(unpacked, { recursive: true }).map(String)
  const plain = paths.filter((path) => statSync(join(unpacked, path)).isFile())
  files = new Map(plain.map((path) => [path, readFileSync(join(unpacked, path), 'latin1')]))
})

describe('the tarball', () => {
  it('has only the files to publish, and stays below its size limit', () => {
    const expected =
      /^(js\/.+\.(js|d\.ts|css)|dist\/.+\.(js|d\.ts|wasm|css|html|svg)(\.br)?|docs\/.+\.(md|svg|png)|[A-Z]+(\.md)?|package\.json)$/
    const others = [...files.keys()].filter(
      (path) => !expected.test(path) || /^(js|dist)\/.*(test|fuzz|bench)/.test(path),
    )
    assert.deepEqual(others, [])
    for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', ...Object.values(bin)]) assert.ok(files.has(path), path)
    assert.ok(statSync(tarball).size < 1_390_000, `${statSync(tarball).size} bytes`)
  })

  it('has no path of the build machine, and no key', () => {
    for (const [path, text] of files) {
      assert.ok(!text.includes(root), path)
      assert.doesNotMatch(text, /\/(home|root|tmp|Users)\/\w|file:\/\/\/\w/, path)
      assert.doesNotMatch(text, /PRIVATE KEY-----\s+(?:[\w+/]{40,}\s+){3}/, path)
      assert.doesNotMatch(text, /sourceMappingURL/, path)
    }
  })

  it('has the same bytes at any time and with any file modes', () => {
    const copy = join(folder, 'copy')
    for (const path of ['scripts/prepack.js', ...files.keys()]) cpSync(join(root, path), join(copy, path))
    for (const path of files.keys()) utimesSync(join(copy, path), 1, 1)
    run('chmod', ['-R', 'u=rwX,go=', copy], root)
    assert.equal(hash(pack(join(folder, 'again'), copy)), hash(tarball))
  })

  it('is released with a software bill of materials', () => {
    run('node', ['scripts/package.js'], root)
    const read = (/** @type {string} */ path) => JSON.parse(readFileSync(join(root, path), 'utf8'))
    const { bomFormat, metadata, components } = read('build/package/sbom.cdx.json')
    const locked = read('package-lock.json').packages
    const installed = (/** @type {string} */ name) => locked[`node_modules/${name}`].version
    const { content } = metadata.component.hashes[0]
    assert.deepEqual([bomFormat, metadata.component.name, content], ['CycloneDX', 'imskit', hash(tarball)])
    const { mbedtls, nlohmannJson, emscripten } = versions
    const expected = [
      ...Object.keys(read('package.json').dependencies).map((name) => `${name} ${installed(name)}`),
      `mbedtls ${mbedtls}`,
      `nlohmann-json ${nlohmannJson}`,
      `emscripten ${emscripten}`,
    ]
    const listed = components.map((/** @type {{ name: string, version: string }} */ c) => `${c.name} ${c.version}`)
    assert.deepEqual(
      expected.filter((library) => !listed.includes(library)),
      [],
    )
  })

  it('passes publint and are-the-types-wrong', () => {
    run('npx', ['publint', 'run', '--strict', tarball], root)
    // From Node 20.19, `require` returns the ES modules. Resolution as in Node 10 does not know `exports`.
    run('npx', ['attw', tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm'], root)
  })
})

describe('the entries', () => {
  it('resolve to the same modules with import and require', async () => {
    const require = createRequire(import.meta.url)
    for (const entry of modules.filter((name) => name !== './element')) {
      const name = join('imskit', entry)
      const required = require(name)
      const imported = await import(name)
      assert.equal(required, imported['module.exports'] ?? imported, name)
    }
  })

  it('for servers say so in a bundle for a browser', async () => {
    for (const [entry, name] of Object.entries({ host: 'createHost', sandbox: 'createSandbox' })) {
      const code = await bundle(`import { ${name} } from 'imskit/${entry}'\n${name}({})\n`)
      assert.ok(code.length < 1000, 'something else came in')
      await assert.rejects(import(`data:text/javascript,${encodeURIComponent(code)}`), {
        message: 'imskit/host and imskit/sandbox run on a server, and this is a browser: import them there.',
      })
    }
  })

  it('for browsers have no side effects on import', async () => {
    assert.ok(!sideEffects.includes(exports['.'].default))
    assert.equal(await bundle("import 'imskit'\n", [lookForEffects]), '')
  })
})

/**
 * Makes the bundler look for side effects although package.json declares none; excludes Emscripten's glue, whose only one is to
 * read the document's URL.
 * @type {import('vite').Plugin}
 */
const lookForEffects = {
  name: 'look-for-effects',
  load: (id) => (id.startsWith(join(root, 'dist/')) ? 'export default null' : undefined),
  transform: (code) => ({ code, moduleSideEffects: true }),
}

/** Bundles a program for a browser. @param {string} program @param {import('vite').Plugin[]} [plugins] */
async function bundle(program, plugins) {
  const input = join(root, 'build/entry.js') // inside the package, so that it can import itself
  writeFileSync(input, program)
  const rolldownOptions = { input }
  const options = { write: false, minify: false, modulePreload: false, rolldownOptions }
  const built = await build({ configFile: false, logLevel: 'silent', plugins, build: options })
  const [chunk] = /** @type {{ output: { code: string }[] }} */ (/** @type {unknown} */ (built)).output
  return chunk?.code.replace(/^(\/\/.*|new Text(En|De)coder\(\);)$/gm, '').trim() ?? ''
}
