// Compiled, never run: <ims-connection> as Vue's template checkers see it.
import type { Connection, ImsConnectionElement } from 'imskit/element/vue'
import type { GlobalComponents } from 'vue'

declare const connection: Connection
type Instance = InstanceType<GlobalComponents['ims-connection']>
type Props = Instance['$props']

export const props: Props = {
  key: 'a',
  ref: 'form',
  connection,
  class: ['wide'],
  context: undefined,
  kept: ['clientSecret'],
  tokenEndpoint: '/token',
  'token-endpoint': '/token',
  name: 'connection',
  onJwt: ({ detail }) => console.log(detail.jwt.length),
  onToken: ({ detail }) => console.log(detail.accessToken),
  onChange: ({ detail }) => console.log(detail.field),
  onClick: ({ clientX }) => console.log(clientX),
}
export const validate = (form: Instance): boolean => form.validate().valid
export const element = (form: Instance): ImsConnectionElement => form

// @ts-expect-error a connection is an object
export const text: Props = { connection: '{}' }
// @ts-expect-error unknown property
export const unknown: Props = { endpoint: '/token' }
// @ts-expect-error a jwt event has no token
export const detail: Props = { onJwt: (event) => event.detail.accessToken }
