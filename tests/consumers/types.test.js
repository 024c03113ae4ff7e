// The types of the packed package: tests/types, compiled by the oldest TypeScript that is supported, the newest 5.x, 6 and 7,
// as strictly as each can, with the declarations of all libraries checked.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { before, describe, it } from 'node:test'
import { install, pack } from '../support/installed.js'
import { recordWorking } from '../support/working.js'

const folder = resolve(import.meta.dirname, '../../build/types')
const app = join(folder, 'app')
const types = resolve(import.meta.dirname, '../types')

const strictest = {
  strict: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  exactOptionalPropertyTypes: true,
  forceConsistentCasingInFileNames: true,
  isolatedModules: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: false,
  verbatimModuleSyntax: true,
}
/** Compiler options that TypeScript has from 5.8 on. */
const newer = { erasableSyntaxOnly: false, noUncheckedSideEffectImports: true }

/** @param {'node16' | 'nodenext' | 'bundler'} name */
const resolution = (name) => ({ module: name === 'bundler' ? 'esnext' : name, moduleResolution: name })

const dom = ['ES2022', 'DOM', 'DOM.Iterable']
const inNode = ['index.ts', 'token.ts', 'exports.ts', 'annotated.ts']
const inPages = ['index.ts', 'forms.ts']
const inFrameworks = ['element.ts', 'react.tsx', 'vue.ts']

/** Version → its options, and more files to compile. Svelte's types need a later DOM library than that of 5.4. */
const compilers = {
  5.4: { options: strictest, more: [] },
  5.9: { options: { ...strictest, ...newer }, more: ['svelte.ts'] },
  '6.0': { options: { ...strictest, ...newer }, more: ['svelte.ts'] },
  '7.0': { options: { ...strictest, ...newer }, more: ['svelte.ts'] },
}

/** The programs of docs/guides/typescript.md. */
const guide = [
  ...readFileSync(resolve(import.meta.dirname, '../../docs/guides/typescript.md'), 'utf8').matchAll(
    /^```ts\n(.*?)^```/gms,
  ),
].map(([, code = ''], i) => ({ name: `guide-${i + 1}.ts`, code }))

before(() => {
  install(pack(folder), join(import.meta.dirname, 'typescript'), app)
  cpSync(types, app, { recursive: true })
  for (const { name, code } of guide) writeFileSync(join(app, name), code)
})

/** @param {string} version */
const home = (version) => join(app, 'node_modules', `typescript-${version}`)

/**
 * Compiles files of tests/types, with declarations.
 * @param {string} version
 * @param {string[]} files
 * @param {object} compilerOptions
 */
function compile(version, files, compilerOptions) {
  const options = {
    target: 'ES2022',
    jsx: 'react-jsx',
    declaration: true,
    rootDir: '.',
    outDir: 'out',
    ...compilerOptions,
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
  const { status, stdout } = spawnSync(process.execPath, [join(home(version), 'bin/tsc'), '-p', app], {
    encoding: 'utf8',
    timeout: 300_000,
  })
  assert.equal(status, 0, stdout)
}

for (const [version, { options, more }] of Object.entries(compilers)) {
  describe(`TypeScript ${version}`, () => {
    it('accepts the types in Node and pages together, with moduleResolution node16', () => {
      const files = new Set([...inNode, ...inPages, ...inFrameworks, ...more, ...guide.map(({ name }) => name)])
      compile(version, [...files], { ...options, ...resolution('node16'), lib: dom, types: ['node'] })
    })

    it('accepts them in Node without the DOM library, with nodenext', () => {
      compile(version, inNode, { ...options, ...resolution('nodenext'), lib: ['ES2022'], types: ['node'] })
    })

    it('accepts them in a page without the types of Node, with bundler', () => {
      compile(version, inPages, { ...options, ...resolution('bundler'), lib: dom, types: [] })
      const { version: exact } = JSON.parse(readFileSync(join(home(version), 'package.json'), 'utf8'))
      recordWorking('consumers', `TypeScript ${version}`, exact, 'accepts the types')
    })

    if (version === '5.4') return
    it('accepts `using`, `require` and isolatedDeclarations', () => {
      compile(version, ['annotated.ts', 'using.ts', 'required.cts'], {
        ...options,
        ...resolution('nodenext'),
        isolatedDeclarations: true,
        lib: [...dom, 'ESNext.Disposable'],
        types: ['node'],
      })
    })
  })
}
