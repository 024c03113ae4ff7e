// What happens while the user types: when a value is checked, and when its issues appear.
import { whenReleased } from './pointer.js'

/** If a check takes longer than this, the next one waits until the typing pauses: decrypting a key can take long. */
const longCheckMs = 40
const pauseMs = 300

/** @param {import('./form-state.js').FormCore} form */
export function createTyping({ control, draft, state, language, paint, announce, edited, judge }) {
  let lastCheckMs = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause
  let pausedField = ''

  function checkTyped() {
    clearTimeout(pause)
    pause = undefined
    const start = performance.now()
    judge()
    lastCheckMs = performance.now() - start
    edited(pausedField)
  }

  /** Keeps the room of a field's issues until the field is left, so that nothing moves when they are fixed. @param {string} name */
  function holdHeight(name) {
    const box = control(`${name}-issues`)
    if (box?.offsetHeight && !box.style.minHeight) box.style.minHeight = `${box.offsetHeight}px`
  }

  /** @param {string} name */
  function leave(name) {
    control(`${name}-issues`)?.style.removeProperty('min-height')
    const before = spoken(name)
    draft.leave(name)
    const now = spoken(name)
    if (now !== before) announce(now)
    else paint()
  }

  /** What a screen reader says once about a field that was left. @param {string} name */
  function spoken(name) {
    const { say, translate } = language()
    return draft
      .issuesOf(name)
      .map(translate)
      .map(({ severity, message, hint = '' }) => `${say(severity)}: ${message} ${hint}`)
      .join(' ')
  }

  return {
    leave,

    /** @type {import('./field.js').FieldActions} */
    actions: {
      input(name, { value }) {
        holdHeight(name)
        draft.type(name, value)
        if (state.pastedInto === name) state.pastedInto = ''
        clearTimeout(pause)
        pausedField = name
        if (lastCheckMs > longCheckMs) pause = setTimeout(checkTyped, pauseMs)
        else checkTyped()
      },
      blur(name) {
        if (pause !== undefined) checkTyped()
        whenReleased(() => leave(name))
      },
      choose: leave,
      // What is pasted is complete, so it is checked at once.
      paste: (name, event) =>
        setTimeout(() => {
          if (event.defaultPrevented) return
          if (pause !== undefined) checkTyped()
          leave(name)
        }),
      reveal(name) {
        if (!state.revealed.delete(name)) state.revealed.add(name)
        paint()
      },
    },
  }
}
