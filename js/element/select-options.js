/**
 * The options of a field that is a select; undefined for other fields.
 * @param {import('../core/types.js').FormField} field
 * @param {{ name: string, kind: string, usable: boolean }[]} environments
 * @param {import('./texts.js').Say} say
 * @returns {import('./field.js').OptionGroup[] | undefined}
 */
export function optionsOf(field, environments, say) {
  if (field.name === 'type') {
    const type = field.default ?? ''
    return [{ label: '', options: [{ value: type, text: type }] }]
  }
  if (field.name !== 'runtimeEnvironment' || environments.length === 0) return undefined
  const usable = environments.filter((environment) => environment.usable)
  const others = environments.filter((environment) => !environment.usable)
  return [
    {
      label: '',
      options: [{ value: '', text: say('choose') }, ...usable.map(({ name }) => ({ value: name, text: name }))],
    },
    {
      label: say('notUsable'),
      options: others.map(({ name, kind }) => ({ value: name, text: `${name} (${say(`kind.${kind}`)})` })),
    },
  ].filter(({ options }) => options.length > 0)
}

/**
 * The runtime environments of a context, each with whether validation accepts it.
 * @param {import('../core/types.js').Ims} ims @param {import('../core/types.js').Context} context
 */
export function judgeEnvironments(ims, { runtimeEnvironments = [] }) {
  return runtimeEnvironments.map((environment) => {
    const context = { runtimeEnvironments, fields: /** @type {const} */ (['runtimeEnvironment']) }
    const { valid } = ims.validate(
      { runtimeEnvironment: environment.name },
      { ...context, fields: [...context.fields] },
    )
    return { ...environment, usable: valid }
  })
}
