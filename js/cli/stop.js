/**
 * Aborted when the process is asked to stop, by Ctrl-C or SIGTERM; what comes after the first time ends it at once.
 * @returns {AbortSignal}
 */
export function whenStopped() {
  const controller = new AbortController()
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(name, () => controller.abort())
  return controller.signal
}

/** @param {AbortSignal} signal */
export const untilAborted = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', resolve, { once: true })
  })
