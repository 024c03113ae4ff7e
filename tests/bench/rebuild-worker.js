// Signs with each key that it gets, and answers with the JWT, or with undefined if the library refuses the key.
import { parentPort, workerData } from 'node:worker_threads'

const { file, payload } = workerData
const sign = await (await import(file)).prepare()
parentPort?.on('message', async (pem) => {
  let jwt
  try {
    jwt = await sign(pem, payload)
  } catch {
    // refused
  }
  parentPort?.postMessage(jwt)
})
