import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import ConnectionForm from './ConnectionForm.vue'

export const toHtml = (props) => renderToString(createSSRApp(ConnectionForm, props))
