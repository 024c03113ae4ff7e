// Mutation testing: do the GoogleTests notice small mistakes in the validator, the PEM reader and the repairs? Tries every nth
// mutant, always the same ones; MUTANTS sets the number per file.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { it } from 'node:test'
import { buildTargets } from '../../scripts/build.js'
import { say } from '../../scripts/system.js'
import { runWithToolchain } from '../../scripts/toolchain.js'
import { mutantsOf } from './mutants.js'

const perFile = Number(process.env.MUTANTS ?? 50)
const folder = 'build/mutants'
/** Mutants that behave like the original, with the reason, by file and mutated line. @type {Record<string, Record<string, string>>} */
const explained = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'))

/** @param {string} script @param {number} seconds after which a mutant is killed */
const run = (script, seconds) =>
  runWithToolchain(['timeout', '-s', 'KILL', String(seconds), 'sh', '-c', script], {
    stdio: 'pipe',
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })

const slow = 'Modexp*:Montgomery*:Inverse*:Wycheproof*:Faults*:Encryption.AWrongPassphrase*'

/** @param {string} file of src/ @param {import('node:test').TestContext} t */
function tryMutants(file, t) {
  const all = mutantsOf(readFileSync(`src/${file}`, 'utf8'))
  const every = Math.max(1, Math.floor(all.length / perFile))
  const sample = all.filter((_, i) => i % every === 0)
  const commands = String(run('ninja -C build/coverage -t commands imskit_tests', 60).stdout).trim().split('\n')
  const compile = commands.find((line) => line.includes(` -c `) && line.endsWith(`/src/${file}`))
  const link = commands.findLast((line) => line.includes(' -o imskit_tests '))
  assert.ok(compile && link)
  const mutated = `${process.cwd()}/${folder}/${basename(file)}`
  // The mutant's object file is linked before the library, so the linker ignores the original.
  const steps = [
    'cd build/coverage',
    `${compile.replace(/ -o \S+/, ` -o ${mutated}.o`).replace(/ -c \S+$/, ` -c ${mutated}`)} -O0 -w 2>/dev/null`,
    link.replace(/^: && | && cd .*/g, '').replace(' -o imskit_tests ', ` ${mutated}.o -o ../mutants/tests `),
  ]
  const counts = { tried: 0, noticed: 0, explained: 0 }
  /** @type {string[]} */
  const survivors = []
  for (const { kind, line, change, text } of sample) {
    writeFileSync(mutated, text)
    if (run(steps.join(' && '), 120).status !== 0) continue // does not compile
    counts.tried++
    // A mutant may exhaust memory.
    const { status } = run(
      `ulimit -v 4000000; LLVM_PROFILE_FILE=/dev/null ${folder}/tests --gtest_brief=1 --gtest_filter=-${slow}`,
      60,
    )
    if (status !== 0) counts.noticed++
    else if (explained[file]?.[change]) counts.explained++
    else {
      survivors.push(`${kind}: ${line}  →  ${change}`)
      say(`survived: ${file}: ${survivors.at(-1)}`)
    }
  }
  t.diagnostic(
    `${file}: of ${all.length} mutants ${counts.tried} tried, ${counts.noticed} noticed, ${counts.explained} explained`,
  )
  return survivors
}

mkdirSync(folder, { recursive: true })

for (const file of ['connection/validate.cpp', 'key/pem.cpp', 'key/repair.cpp']) {
  it(`the tests notice mistakes in ${file}`, (t) => {
    buildTargets('coverage', ['imskit_tests'])
    assert.deepEqual(tryMutants(file, t), [])
  })
}
