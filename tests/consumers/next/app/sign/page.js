'use client'
// A page that signs. The key does not leave it.
import { load } from 'imskit'
import { useState } from 'react'

export default function Page() {
  const [jwt, setJwt] = useState('')

  async function sign(event) {
    event.preventDefault()
    const ims = await load()
    setJwt(ims.signJwt(JSON.parse(event.target.connection.value)))
  }

  return (
    <form onSubmit={sign}>
      <textarea name="connection" aria-label="Connection" />
      <button type="submit">Sign</button>
      <output>{jwt}</output>
    </form>
  )
}
