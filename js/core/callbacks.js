// The one place that calls a caller's hooks: loggers, event listeners, anything that is notified and decides nothing.

/**
 * Calls a caller's hook. Nothing that the hook does reaches the code that notifies it: an exception is caught, a rejected
 * promise (or any other thenable) is handled, the result is dropped, and its promise is not waited for. What the hook
 * threw reaches `failed` only. It may hold anything: `describeCause` (cause.js) says what of it may be reported.
 * @param {() => unknown} hook
 * @param {(reason: unknown) => unknown} [failed] is called the same way if the hook throws, at once or later
 * @returns {void}
 */
export function notify(hook, failed) {
  const onFailure = (/** @type {unknown} */ reason) => {
    if (failed) notify(() => failed(reason))
  }
  try {
    const result = hook()
    if (isThenable(result)) Promise.resolve(result).then(undefined, onFailure)
  } catch (error) {
    onFailure(error)
  }
}

/** @param {unknown} value @returns {value is PromiseLike<unknown>} */
const isThenable = (value) =>
  value !== null && (typeof value === 'object' || typeof value === 'function') && 'then' in value
