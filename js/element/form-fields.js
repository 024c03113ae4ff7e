// What typing in the fields does.
import { credentialFields } from './draft.js'
import { whenReleased } from './pointer.js'

/** If a check takes longer than this, the next one waits until the typing pauses: decrypting a key can take long. */
const longCheckMs = 40
const pauseMs = 300

/** @param {import('./form-state.js').FormCore} form */
export function createFields({ root, prefix, draft, state, language, paint, announce, edited, judge }) {
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

  /** @param {string} id without the prefix @returns {HTMLElement | null} */
  const element = (id) => root.querySelector(`[id=${JSON.stringify(prefix + id)}]`)

  /** Keeps the room of a field's issues until the field is left, so that nothing moves when they are fixed. @param {string} name */
  function holdHeight(name) {
    const box = element(`${name}-issues`)
    if (box?.offsetHeight && !box.style.minHeight) box.style.minHeight = `${box.offsetHeight}px`
  }

  /** @param {string} name */
  function leave(name) {
    element(`${name}-issues`)?.style.removeProperty('min-height')
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
    control: element,
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

    /** @param {import('./draft.js').ShownIssue} issue */
    fix(issue) {
      const { say, labelOf } = language()
      draft.fix(issue)
      judge()
      state.status = say('fixApplied', { label: labelOf(issue.field) })
      edited(issue.field)
      element(issue.field)?.focus()
    },

    /** Moves the focus to a field. @param {string} name */
    go(name) {
      if (['imsHost', 'imsExchange'].includes(name)) state.advancedOpen = true
      if (credentialFields.some((field) => field === name)) state.credentialAsked = true
      paint()
      const target = element(name)
      target?.closest('.ims-field')?.scrollIntoView?.({ block: 'center' })
      target?.focus({ preventScroll: true })
    },
  }
}
