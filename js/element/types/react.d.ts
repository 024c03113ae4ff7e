// imskit/element/react: <ims-connection> in the JSX of React 19.
import type { ImsConnectionElement } from 'imskit/element'
import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { ImsConnectionAttributes, ImsConnectionHandlers } from './attributes.js'

export * from 'imskit/element'

interface ImsConnectionProps
  extends Omit<HTMLAttributes<ImsConnectionElement>, keyof ImsConnectionAttributes | 'children' | 'onChange'>,
    ImsConnectionAttributes,
    ImsConnectionHandlers {}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'ims-connection': DetailedHTMLProps<ImsConnectionProps, ImsConnectionElement>
    }
  }
}
