// Asks IMS from a process of its own, whose environment names proxies and authorities. Prints what came of it.
import { inspect } from 'node:util'
import { requestToken } from '../../js/token.js'

const { connection, options } = JSON.parse(process.env.ASK ?? '{}')
const answer = await requestToken(connection, options).then(
  ({ accessToken }) => ({ accessToken }),
  (error) => ({
    code: error.code,
    message: error.message,
    hint: error.hint,
    all: inspect(error, { showHidden: true }),
  }),
)
process.stdout.write(JSON.stringify(answer))
