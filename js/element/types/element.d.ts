// The types of imskit/element: those of its JavaScript, and what only a declaration can say.
import type { ImsConnectionElement, ImsConnectionEvents } from '../../../dist/types/element.js'

export * from '../../../dist/types/element.js'

/** The events of the element by type, with those of every HTML element: what `addEventListener` gives to listeners. */
export interface ImsConnectionEventMap
  extends Omit<HTMLElementEventMap, keyof ImsConnectionEvents>,
    ImsConnectionEvents {}

type Listener<Type extends keyof ImsConnectionEventMap> = (
  this: ImsConnectionElement,
  event: ImsConnectionEventMap[Type],
) => void

declare module '../../../dist/types/element.js' {
  interface ImsConnectionElement {
    addEventListener<Type extends keyof ImsConnectionEventMap>(
      type: Type,
      listener: Listener<Type>,
      options?: boolean | AddEventListenerOptions,
    ): void
    addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ): void
    removeEventListener<Type extends keyof ImsConnectionEventMap>(
      type: Type,
      listener: Listener<Type>,
      options?: boolean | EventListenerOptions,
    ): void
    removeEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | EventListenerOptions,
    ): void
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ims-connection': ImsConnectionElement
  }
}
