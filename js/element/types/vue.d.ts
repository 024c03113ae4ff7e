// imskit/element/vue: <ims-connection> in the templates of Vue 3.
import type { ImsConnectionElement } from 'imskit/element'
import type { HTMLAttributes, ReservedProps } from 'vue'
import type { ImsConnectionAttributes, ImsConnectionEmits } from './attributes.js'

export * from 'imskit/element'

interface ImsConnectionProps
  extends ReservedProps,
    Omit<HTMLAttributes, 'onChange'>,
    ImsConnectionAttributes,
    ImsConnectionEmits {}

declare module 'vue' {
  interface GlobalComponents {
    'ims-connection': new () => ImsConnectionElement & { $props: ImsConnectionProps }
  }
}
