/**
 * A signal that aborts when the process is asked to stop, by Ctrl-C or SIGTERM. A second request ends the process at once.
 * @returns {AbortSignal}
 */
export function whenStopped() {
  const controller = new AbortController()
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => controller.abort())
  return controller.signal
}

/** @param {AbortSignal} signal */
export const untilStopped = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', resolve, { once: true })
  })
