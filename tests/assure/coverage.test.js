// Line and branch coverage: of the core by GoogleTest and the fuzzing corpus, measured by Clang; of js/ by tests/js and the
// processes that they start, measured by V8.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { buildTargets } from '../../scripts/build.js'
import { fuzzTargets, seedsOf } from '../../scripts/fuzz.js'
import { testFiles } from '../../scripts/parts.js'
import { runWithToolchain } from '../../scripts/toolchain.js'

const folder = 'build/coverage'

/** @param {string} folder */
const filesOf = (folder) => readdirSync(folder).map((name) => join(folder, name))

/** @param {string[]} command @param {Record<string, string>} [env] */
function must(command, env = {}) {
  const { status, stdout, stderr } = runWithToolchain(command, {
    stdio: 'pipe',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: '/usr/bin:/bin', ...env },
  })
  assert.equal(status, 0, `${command.join(' ').slice(0, 200)}: ${String(stderr).slice(-2000)}`)
  return String(stdout)
}

it('the tests reach 95 % of the branches of src/', (t) => {
  const fuzzers = fuzzTargets.map((target) => `${target}_fuzz`)
  buildTargets('coverage', ['imskit_tests', ...fuzzers])
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    must([`${folder}/${program}`, ...args], { LLVM_PROFILE_FILE: `${folder}/${program}.profraw` })
  run('imskit_tests', '--gtest_brief=1')
  for (const target of fuzzTargets) run(`${target}_fuzz`, ...seedsOf(target).flatMap(filesOf))
  const programs = ['imskit_tests', ...fuzzers]
  const profile = `${folder}/all.profdata`
  must(['llvm-profdata-19', 'merge', '-o', profile, ...programs.map((name) => `${folder}/${name}.profraw`)])
  const objects = programs.flatMap((name) => ['-object', `${folder}/${name}`]).slice(1)
  const common = [`-instr-profile=${profile}`, '-ignore-filename-regex=tests/|_deps/|/usr/', ...objects]
  const [report] = JSON.parse(must(['llvm-cov-19', 'export', '-summary-only', ...common])).data
  /** @typedef {{ percent: number, count: number }} Part */
  const reached = (/** @type {Part} */ { percent, count }) => (count === 0 ? 100 : percent)
  const percent = (/** @type {Part} */ part) => reached(part).toFixed(1).padStart(5)
  for (const { filename, summary } of report.files) {
    const { lines, branches } = summary
    const name = filename.replace(/.*\/src\//, 'src/')
    if (reached(lines) < 100 || reached(branches) < 100)
      t.diagnostic(`${percent(lines)} % of lines, ${percent(branches)} % of branches: ${name}`)
  }
  const { lines, branches } = report.totals
  t.diagnostic(
    `${percent(lines)} % of ${lines.count} lines, ${percent(branches)} % of ${branches.count} branches: src/`,
  )
  assert.ok(branches.percent >= 95)
})

it('the tests reach 95 % of the lines and branches of js/, without the parts that only browsers run', (t) => {
  const output = 'build/coverage-js'
  const reports = ['--reporter=json-summary', `--reports-dir=${output}`, `--temp-directory=${output}/tmp`]
  const command = [
    'c8',
    ...reports,
    '--include=js/**',
    '--exclude=js/element{.js,/**}',
    '--all',
    process.execPath,
    '--test',
    ...testFiles('tests/js'),
  ]
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined } // otherwise nested test runs would be skipped
  const { status, stdout } = spawnSync('npx', command, {
    encoding: 'utf8',
    timeout: 1_800_000,
    maxBuffer: 1 << 28,
    env,
  })
  assert.equal(status, 0, stdout)
  const { total, ...files } = JSON.parse(readFileSync(`${output}/coverage-summary.json`, 'utf8'))
  const line = (/** @type {{ lines: { pct: number }, branches: { pct: number } }} */ { lines, branches }) =>
    `${lines.pct} % of lines, ${branches.pct} % of branches`
  for (const [name, file] of Object.entries(files)) {
    if (file.lines.pct < 100 || file.branches.pct < 100)
      t.diagnostic(`${line(file)}: ${name.replace(/.*\/js\//, 'js/')}`)
  }
  t.diagnostic(`${line(total)}: js/`)
  assert.ok(total.lines.pct >= 95 && total.branches.pct >= 95)
})
