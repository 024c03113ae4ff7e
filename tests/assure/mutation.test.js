// Whether the GoogleTests notice small mistakes in the validator, the PEM reader and what mends keys. Of all mutants a
// sample is tried, the same each time: every nth. MUTANTS says how many in each file.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { buildTargets } from '../../scripts/build.js'
import { say } from '../../scripts/system.js'
import { runWithToolchain } from '../../scripts/toolchain.js'
import { mutantsOf } from './mutants.js'

const perFile = Number(process.env.MUTANTS ?? 50)
const folder = 'build/mutants'
/** What cannot be noticed, by file and what became of a line. @type {Record<string, Record<string, string>>} */
const explained = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'))

/** @param {string} script @param {number} seconds after which a mutant that does not end is ended */
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
  const mutated = `${process.cwd()}/${folder}/${file}`
  // Its object comes before the library, from which the file's own is then not taken.
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
    if (run(steps.join(' && '), 120).status !== 0) continue // no C++
    counts.tried++
    // A mutant may fill the memory instead of ending.
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

for (const file of ['validate.cpp', 'pem.cpp', 'repair.cpp']) {
  it(`tests notice mistakes in ${file}`, (t) => {
    buildTargets('coverage', ['imskit_tests'])
    assert.deepEqual(tryMutants(file, t), [])
  })
}
