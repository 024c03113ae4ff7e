/**
 * The choices of a field that is chosen rather than typed, or undefined. Which of them can be used, validation says.
 * @param {import('../index.js').FormField} field @param {import('../index.js').Ims} ims
 * @param {import('../index.js').Context} context @param {import('./texts.js').Say} say
 * @returns {import('./field.js').Choices[] | undefined}
 */
export function choicesOf(field, ims, { runtimeEnvironments = [] }, say) {
  const type = field.default ?? ''
  if (field.name === 'type') return [{ label: '', options: [{ value: type, text: type }] }]
  if (field.name !== 'runtimeEnvironment' || runtimeEnvironments.length === 0) return undefined
  const isUsable = (/** @type {{ name: string }} */ { name: runtimeEnvironment }) =>
    ims.validate({ runtimeEnvironment }, { runtimeEnvironments, fields: ['runtimeEnvironment'] }).valid
  const usable = runtimeEnvironments.filter(isUsable)
  const others = runtimeEnvironments.filter((environment) => !usable.includes(environment))
  const nothing = { value: '', text: say('choose') }
  return [
    { label: '', options: [nothing, ...usable.map(({ name }) => ({ value: name, text: name }))] },
    {
      label: say('notUsable'),
      options: others.map(({ name, kind }) => ({ value: name, text: `${name} (${say(`kind.${kind}`)})` })),
    },
  ].filter(({ options }) => options.length > 0)
}
