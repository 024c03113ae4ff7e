// Compiled, never run: <ims-connection> in React 19.
import type { Connection, Context, ImsConnectionElement } from 'imskit/element/react'
import { useRef } from 'react'

export function App({ connection, context }: { connection: Connection; context?: Context }) {
  const form = useRef<ImsConnectionElement>(null)
  return (
    <form onSubmit={() => console.log(form.current?.validate().valid)}>
      <ims-connection
        ref={form}
        key="a"
        id="a"
        className="wide"
        name="connection"
        connection={connection}
        context={context}
        kept={['clientSecret']}
        tokenEndpoint="/token"
        texts={{ sign: 'Sign' }}
        onjwt={({ detail, currentTarget }) => console.log(detail.jwt.length, currentTarget)}
        ontoken={({ detail }) => console.log(detail.accessToken)}
        onrefused={({ detail }) => console.log(detail.hint)}
        onissues={({ detail }) => console.log(detail.valid)}
        onchange={({ detail }) => console.log(detail.field)}
        onClick={({ clientX }) => console.log(clientX)}
      />
      <ims-connection token-endpoint="/token" />
    </form>
  )
}

// @ts-expect-error a connection is an object
export const text = <ims-connection connection="{}" />
// @ts-expect-error unknown property
export const unknown = <ims-connection endpoint="/token" />
// @ts-expect-error a jwt event has no token
export const detail = <ims-connection onjwt={(event) => event.detail.accessToken} />
// @ts-expect-error React would listen for "Jwt"
export const handler = <ims-connection onJwt={() => {}} />
// @ts-expect-error the element has no children
export const children = <ims-connection>text</ims-connection>
