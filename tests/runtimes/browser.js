// Runs the suite in a page, and in a worker and a service worker that load this file too.
import * as fixture from './fixture.js'
import { runSuite } from './suite.js'

/** The sandbox has the same origin. */
const run = () => runSuite(fixture, (url, init) => fetch(new URL(url).pathname, init))

/** @param {Worker | ServiceWorker | null} worker */
function ask(worker) {
  const { port1, port2 } = new MessageChannel()
  worker?.postMessage('run', [port2])
  return new Promise((done) => {
    port1.onmessage = ({ data }) => done(data)
  })
}

const runners = {
  page: run,
  worker: () => ask(new Worker('/browser.js')),
  async serviceWorker() {
    await navigator.serviceWorker.register('/browser.js')
    return ask((await navigator.serviceWorker.ready).active)
  },
}

if (typeof document === 'undefined') {
  addEventListener('message', async ({ ports: [port] }) => port.postMessage(await run()))
} else {
  Object.assign(globalThis, { runners })
}
