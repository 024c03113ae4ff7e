import { createApp, createSSRApp, h, reactive } from 'vue'
import ConnectionForm from './ConnectionForm.vue'

const app = document.getElementById('app')
const props = reactive(await (await fetch('/props.json')).json())
const create = app.hasChildNodes() ? createSSRApp : createApp
create(() => h(ConnectionForm, props)).mount(app)

globalThis.render = (given) => Object.assign(props, given)
