#!/usr/bin/env node
// Runs the checks that take too long for every change; docs/ASSURANCE.md describes each:   npm run assure [-- PART…]
import { basename } from 'node:path'
import { fuzz } from './fuzz.js'
import { nodeTest, runParts, testFiles } from './parts.js'

const minutes = 60

/** One part for each file of tests/assure, and fuzzing. @type {import('./parts.js').Parts} */
const parts = Object.fromEntries(
  testFiles('tests/assure').map((file) => {
    const name = basename(file, '.test.js')
    return [name, () => nodeTest(`tests-assure-${name}`, [file], { minutes })]
  }),
)
parts.fuzz = () => fuzz({ seconds: Number(process.env.FUZZ_SECONDS ?? 300) })

await runParts(parts, Object.keys(parts))
