let pressed = false

/** Follows the pointer. Precondition: there is a document. */
export function followPointer() {
  document.addEventListener('pointerdown', () => (pressed = true), true)
  for (const type of ['pointerup', 'pointercancel']) document.addEventListener(type, () => (pressed = false), true)
}

/**
 * Runs what may move things on the page: at once, or after the click in progress, which would otherwise miss its button.
 * @param {() => void} run
 */
export function whenReleased(run) {
  if (!pressed) return run()
  const later = new AbortController()
  for (const type of ['pointerup', 'pointercancel']) {
    const released = () => {
      later.abort()
      setTimeout(run)
    }
    document.addEventListener(type, released, { signal: later.signal })
  }
}
