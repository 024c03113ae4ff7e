import 'imskit/element/react'
import { useState } from 'react'

export default function ConnectionForm({ connection, takenNames }) {
  const [jwt, setJwt] = useState('')
  return (
    <>
      <ims-connection
        connection={connection}
        context={{ takenNames }}
        tokenEndpoint="/api/token"
        onjwt={(event) => setJwt(event.detail.jwt)}
      />
      <output>{jwt.length} characters</output>
    </>
  )
}
