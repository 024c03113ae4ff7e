import { render } from 'svelte/server'
import ConnectionForm from './ConnectionForm.svelte'

export const toHtml = async (props) => (await render(ConnectionForm, { props })).body
