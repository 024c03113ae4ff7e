import { hydrate, mount } from 'svelte'
import ConnectionForm from './ConnectionForm.svelte'

const target = document.getElementById('app')
const props = $state(await (await fetch('/props.json')).json())
const create = target.hasChildNodes() ? hydrate : mount
create(ConnectionForm, { target, props })

globalThis.render = (given) => Object.assign(props, given)
