// Removes the key of the console from the address: the cookie has it now, and addresses are shared and photographed.
const address = new URL(location.href)
if (address.searchParams.has('key')) {
  address.searchParams.delete('key')
  history.replaceState(history.state, '', address)
}
