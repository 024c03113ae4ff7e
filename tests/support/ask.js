// Requests a token in a child process whose environment names proxies and certificate authorities, and prints the result.
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
