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
import { UsageError } from './cli/usage-error.js'
import { ImsError } from './index.js'

const exitCodes = { done: 0, invalid: 1, usage: 2, refused: 3, unreached: 4 }
const help = `
Exit codes:
  0  done
  1  invalid input: a connection or a key has errors, or a file is missing or unreadable
  2  usage error: a wrong command, option or --name, or an output file that exists or cannot be written
  3  IMS rejected the request: correct the connection
  4  IMS could not be reached, or failed: try again later

A connection file is JSON: one connection or an array. "privateKeyFile" names a key file relative to the connection file, and
{ "env": "NAME" } as a value reads it from an environment variable. Use - as the file to read standard input.`

/** @type {Record<string, number>} */
const codeToExit = {
  ERR_USAGE: exitCodes.usage,
  ERR_IMS_REJECTED: exitCodes.refused,
  ERR_IMS_UNREACHABLE: exitCodes.unreached,
  ERR_IMS_TIMEOUT: exitCodes.unreached,
  ERR_IMS_BAD_RESPONSE: exitCodes.unreached,
}

const { imskit: version, mbedtls, nlohmannJson, emscripten, wasmSha256, credentialsWasmSha256 } = versions
const madeFrom = `Mbed TLS ${mbedtls}, nlohmann/json ${nlohmannJson}, Emscripten ${emscripten}
core.wasm SHA-256 ${wasmSha256}
credentials.wasm SHA-256 ${credentialsWasmSha256}`

/**
 * Removes what the user typed from a message of commander: it may be a secret in the wrong place. What stays is the form of
 * an option, and a short word of letters, such as a misspelled command.
 * @param {string} text
 */
const hideValues = (text) =>
  text
    .replace(/ argument '(.*?)' is invalid/gs, (said, value) => (word.test(value) ? said : " argument '…' is invalid"))
    .replace(/'([^']*)'/g, (quoted, value) => (word.test(value) || optionForm.test(value) ? quoted : "'…'"))

/** Commands that users try, and the one that they mean. */
const meant = new Map([
  ['inspect', 'inspect-key'],
  ['key', 'inspect-key'],
  ['sign', 'jwt'],
  ['check', 'validate'],
  ['exchange', 'token'],
  ['start', 'serve'],
])

/** Adds a suggestion that commander, which compares letters, does not make. @param {string} text of an error */
const suggest = (text) =>
  text.replace(/unknown command '([a-z]+)'$/m, (said, name) =>
    meant.has(name) ? `${said}\n(Did you mean ${meant.get(name)}?)` : said,
  )

const word = /^(?=.{1,20}$)-{0,2}[a-z]+(-[a-z]+){0,2}$/
const optionForm = /^(-\w, )?--[a-z-]{1,30}( <\w+>)?$/

/** @param {string[]} argv */
async function run(argv) {
  const program = new Command('imskit')
    .description('Adobe Analytics Mass Ingestion connections: validate them, sign their JWT, get an access token')
    .version(`${version}\n\n${madeFrom}`, '--version', 'print the version, and what the core is built from')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', help)
    .exitOverride()
    .showHelpAfterError('Add --help to list the commands and options.')
    .configureOutput({
      outputError: (text) => {
        if (!isJson) err.write(hideValues(suggest(text)).trimEnd())
      },
      writeErr: (text) => err.write(text.trimEnd()),
    })
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
    if (isJson) writeJsonError(new UsageError(hideValues(suggest(error.message.replace(/^error: /, '')))))
    return exitCodes.usage
  }
  if (error instanceof ImsError) {
    if (isJson) writeJsonError(error)
    else writeError(error)
    return error.retryable ? exitCodes.unreached : (codeToExit[error.code] ?? exitCodes.invalid)
  }
  // An error in imskit. Its message may contain anything, its stack frames do not.
  const { name, stack = '' } = error instanceof Error ? error : new Error()
  if (isJson)
    writeJsonError(new ImsError('ERR_CLI_FAILED', `imskit failed (${name}).`, { hint: 'Please report this.' }))
  err.write(`${err.paint('red', 'error')}: imskit failed (${name}). Please report this:`)
  err.write(
    stack
      .split('\n')
      .filter((line) => /^ +at /.test(line))
      .join('\n'),
  )
  return exitCodes.invalid
}

try {
  await run(process.argv)
} catch (error) {
  process.exitCode = explain(error)
}
