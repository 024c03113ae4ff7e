// imskit/element/svelte: <ims-connection> in the templates of Svelte 5.
import type { ImsConnectionElement } from 'imskit/element'
import type { HTMLAttributes } from 'svelte/elements'
import type { ImsConnectionAttributes, ImsConnectionHandlers } from './attributes.js'

export * from 'imskit/element'

interface ImsConnectionProps
  extends Omit<HTMLAttributes<ImsConnectionElement>, keyof ImsConnectionAttributes | 'children' | 'onchange'>,
    ImsConnectionAttributes,
    ImsConnectionHandlers {}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'ims-connection': ImsConnectionProps
  }
}
