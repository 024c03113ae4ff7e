// Contexts that the core keeps: names and runtime environments cross once, then every validation uses them.
import { callMembers, contextMembers, stringify, toSeconds } from './input.js'
import { requireOptions } from './options.js'

/**
 * @typedef {import('./types.js').Context} Context
 * @typedef {import('./types.js').CallContext} CallContext
 */

/**
 * Validation against contexts.
 * @param {import('./boundary.js').Core} core
 */
export function createValidation(core) {
  /** Frees the context of a handle whose owner was collected. */
  const registry = new FinalizationRegistry((/** @type {Handle} */ { handle, generation }) => {
    if (generation === core.generation) core.release(handle)
  })

  /** @param {unknown} connection @param {CallContext} context @param {number} handle */
  function run(connection, { grant, currentName, fields, now }, handle) {
    return core.validate(connection, {
      fields: fields && core.bitsOf(fields),
      handle,
      clientCredentials: grant === 'client_credentials',
      currentName,
      now: toSeconds(now),
    })
  }

  /** @typedef {{ handle: number, generation: number }} Handle */

  /** @param {Context} context @returns {Handle} */
  const send = ({ takenNames = [], runtimeEnvironments }) => ({
    handle: core.prepare(takenNames, stringify({ runtimeEnvironments })),
    generation: core.generation,
  })

  return {
    /** @param {unknown} connection @param {Context} [context] */
    validate(connection, context) {
      if (context === undefined) return core.validate(connection, { now: toSeconds() })
      const { takenNames, runtimeEnvironments } = requireOptions(context, contextMembers, 'context')
      if (takenNames === undefined && runtimeEnvironments === undefined) return run(connection, context, 0)
      const { handle, generation } = send(context)
      try {
        return run(connection, context, handle)
      } finally {
        if (generation === core.generation) core.release(handle)
      }
    },

    /** @param {Context} context */
    prepare(context) {
      requireOptions(context, contextMembers, 'context')
      // A copy, because the context is sent again if the core was restarted.
      const kept = {
        ...context,
        ...(context.takenNames && { takenNames: [...context.takenNames] }),
        ...(context.runtimeEnvironments && {
          runtimeEnvironments: context.runtimeEnvironments.map((one) => ({ ...one })),
        }),
      }
      /** @type {Handle | undefined} */
      let sent = send(kept)
      let disposed = false
      const prepared = {
        /** @param {unknown} connection @param {CallContext} [changes] */
        validate(connection, changes) {
          if (disposed) throw new TypeError('The prepared context was disposed')
          const context = changes === undefined ? kept : { ...kept, ...requireOptions(changes, callMembers, 'context') }
          if (sent?.generation !== core.generation) {
            sent = send(kept)
            registry.register(prepared, sent, prepared)
          }
          return run(connection, context, sent.handle)
        },
        dispose() {
          if (disposed) return
          disposed = true
          registry.unregister(prepared)
          if (sent?.generation === core.generation) core.release(sent.handle)
        },
      }
      registry.register(prepared, sent, prepared)
      return prepared
    },
  }
}
