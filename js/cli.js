#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { versions } from 'imskit/versions'
import { addDecode } from './cli/commands/decode.js'
import { addImport } from './cli/commands/import.js'
import { addInspectKey } from './cli/commands/inspect-key.js'
import { addJwt } from './cli/commands/jwt.js'
import { addServe } from './cli/commands/serve.js'
import { addToken } from './cli/commands/token.js'
import { addValidate } from './cli/commands/validate.js'
import { err, writeError, writeJson } from './cli/output.js'
import { UsageError } from './cli/usage.js'
import { ImsError } from './index.js'

const exitCodes = { done: 0, invalid: 1, usage: 2, refused: 3, unreached: 4 }
const help = `
Exit codes:
  0  done
  1  the input is invalid
  2  wrong usage
  3  IMS refused
  4  IMS was not reached: no connection, no answer in time, or an answer that is not of IMS

A connection file is JSON: one connection or an array. In it "privateKeyFile" names a key file beside it, and
{ "env": "NAME" } in place of a value takes it from the environment.`

/** @type {Record<string, number>} */
const codeToExit = {
  ERR_USAGE: exitCodes.usage,
  ERR_IMS_REJECTED: exitCodes.refused,
  ERR_IMS_UNREACHABLE: exitCodes.unreached,
  ERR_IMS_TIMEOUT: exitCodes.unreached,
  ERR_IMS_BAD_RESPONSE: exitCodes.unreached,
}

const { imskit: version, mbedtls, nlohmannJson, emscripten, wasmSha256 } = versions
const madeFrom = `Mbed TLS ${mbedtls}, nlohmann/json ${nlohmannJson}, Emscripten ${emscripten}
core.wasm SHA-256 ${wasmSha256}`

/** A secret that was given where none belongs is not to be repeated. @param {string} text of commander */
const hideValues = (text) => text.replace(/=[^']*'|'[^']{41,}'/g, "…'")

/** @param {string[]} argv */
async function run(argv) {
  const program = new Command('imskit')
    .description('Adobe Analytics Mass Ingestion connections: check them, sign their JWT, get an access token')
    .version(`${version}\n\n${madeFrom}`, '--version', 'print the version, and what the core is made from')
    .helpCommand(false)
    .addHelpText('after', help)
    .exitOverride()
    .showHelpAfterError('Add --help to see what there is.')
    .configureOutput({ outputError: (text, write) => write(hideValues(text)) })
  for (const add of [addValidate, addInspectKey, addImport, addJwt, addDecode, addToken, addServe]) add(program)
  await program.parseAsync(argv)
}

const isJson = process.argv.includes('--json')

/** @param {ImsError} error */
const writeJsonError = (error) => writeJson({ error: { ...error, name: undefined, message: error.message } })

/** @param {unknown} error @returns {number} exit code */
function explain(error) {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    if (isJson && error.code !== 'commander.help') {
      writeJsonError(new UsageError(hideValues(error.message.replace(/^error: /, ''))))
    }
    return exitCodes.usage
  }
  if (error instanceof ImsError) {
    if (isJson) writeJsonError(error)
    else writeError(error)
    return codeToExit[error.code] ?? exitCodes.invalid
  }
  // A fault of ours. Its message may hold anything, its frames do not.
  const { name, stack = '' } = error instanceof Error ? error : new Error()
  err.write(`${err.paint('red', 'error')}: imskit failed (${name}). Please report this:`)
  err.write(
    stack
      .split('\n')
      .filter((line) => /^ +at /.test(line))
      .join('\n'),
  )
  return exitCodes.invalid
}

// Whoever reads the output may have enough of it, as `head` does.
process.stdout.on('error', (error) =>
  process.exit(/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE' ? 0 : 1),
)

try {
  await run(process.argv)
} catch (error) {
  process.exitCode = explain(error)
}
