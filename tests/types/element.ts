// Compiled, never run: <ims-connection> in the DOM.
import type { ImsConnectionElement, ImsConnectionEventMap } from 'imskit/element'

const form: ImsConnectionElement = document.createElement('ims-connection')
form.connection = { name: 'A' }
form.context = undefined
form.context = { takenNames: ['B'], runtimeEnvironments: [{ name: 'Agent', kind: 'secure-agent' }] }
form.messages = { too_long: ({ params }) => `${Object.keys(params ?? {})}`, not_unique: { message: '', hint: '' } }
form.addEventListener('jwt', ({ detail, currentTarget }) => {
  const jwt: string = detail.jwt
  console.log(jwt, Object.keys(detail.claims), currentTarget)
  // @ts-expect-error a jwt event has no token
  console.log(detail.accessToken)
})
form.addEventListener('change', function ({ detail: { field } }) {
  const value: unknown = field && this.connection[field]
  console.log(value)
})
form.addEventListener('refused', ({ detail: { message, debugId } }) => console.log(message, debugId))
form.addEventListener('issues', ({ detail }) => console.log(detail.issues.map(({ code }) => code)))
form.addEventListener('click', ({ clientX }) => console.log(clientX), { once: true })
form.addEventListener('other', { handleEvent() {} })
const onToken = ({ detail }: ImsConnectionEventMap['token']) => console.log(detail.expiresAt)
form.addEventListener('token', onToken)
form.removeEventListener('token', onToken)
document.body.append(form)
const found: ImsConnectionElement | null = document.querySelector('ims-connection')
const jwt: string | undefined = await found?.signJwt()

// @ts-expect-error a token event has no JWT
form.addEventListener('jwt', onToken)
// @ts-expect-error unknown field
form.connection = { clientID: 'x' }
// @ts-expect-error unknown kind
form.context = { runtimeEnvironments: [{ name: 'Agent', kind: 'agent' }] }
// @ts-expect-error unknown field
form.kept = ['secret']
console.log(jwt)
