// What a template can give to <ims-connection>, whatever the framework.
import type { ImsConnectionElement, ImsConnectionEvents } from 'imskit/element'

type PropertyName =
  | 'connection'
  | 'context'
  | 'kept'
  | 'tokenEndpoint'
  | 'sandbox'
  | 'save'
  | 'texts'
  | 'messages'
  | 'fieldTexts'

type Properties = { [Name in PropertyName]?: ImsConnectionElement[Name] | undefined }

export interface ImsConnectionAttributes extends Properties {
  /** Under which the surrounding form sends the connection, without its secrets. */
  name?: string | undefined
  /** `tokenEndpoint` as an attribute, which HTML of a server can have. */
  'token-endpoint'?: string | undefined
}

/** `onjwt`, as React and Svelte write it. */
export type ImsConnectionHandlers = {
  [Type in keyof ImsConnectionEvents as `on${Type}`]?: ((event: ImsConnectionEvents[Type]) => void) | undefined
}

/** `onJwt`, which is what Vue makes of `@jwt`. */
export type ImsConnectionEmits = {
  [Type in keyof ImsConnectionEvents as `on${Capitalize<Type>}`]?:
    | ((event: ImsConnectionEvents[Type]) => void)
    | undefined
}
