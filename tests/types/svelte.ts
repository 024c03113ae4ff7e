// Compiled, never run: <ims-connection> as Svelte's template checkers see it.
import type { Connection } from 'imskit/element/svelte'
import type { SvelteHTMLElements } from 'svelte/elements'

declare const connection: Connection
type Attributes = SvelteHTMLElements['ims-connection']

export const attributes: Attributes = {
  connection,
  class: ['wide'],
  context: undefined,
  kept: ['clientSecret'],
  tokenEndpoint: '/token',
  'token-endpoint': '/token',
  name: 'connection',
  onjwt: ({ detail }) => console.log(detail.jwt.length),
  ontoken: ({ detail }) => console.log(detail.accessToken),
  onchange: ({ detail }) => console.log(detail.field),
  onclick: ({ clientX, currentTarget }) => console.log(clientX, currentTarget.connection),
}

// @ts-expect-error a connection is an object
export const text: Attributes = { connection: '{}' }
// @ts-expect-error unknown property
export const unknown: Attributes = { endpoint: '/token' }
// @ts-expect-error a jwt event has no token
export const detail: Attributes = { onjwt: (event) => event.detail.accessToken }
