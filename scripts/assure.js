#!/usr/bin/env node
// What takes too long for every change, part by part; docs/ASSURANCE.md says what each shows:   npm run assure [-- PART…]
import { basename } from 'node:path'
import { fuzz } from './fuzz.js'
import { nodeTest, runParts, testFiles } from './parts.js'

const minutes = 60

/** A part for each file of tests/assure, and the fuzzing. @type {import('./parts.js').Parts} */
const parts = Object.fromEntries(
  testFiles('tests/assure').map((file) => {
    const name = basename(file, '.test.js')
    return [name, () => nodeTest(`tests-assure-${name}`, [file], minutes)]
  }),
)
parts.fuzz = () => fuzz(Number(process.env.FUZZ_SECONDS ?? 300))

await runParts(parts, Object.keys(parts))
