// Removes the console's key from the address: a cookie has it now, and people share addresses and screenshots.
const address = new URL(location.href)
if (address.searchParams.has('key')) {
  address.searchParams.delete('key')
  history.replaceState(history.state, '', address)
}
