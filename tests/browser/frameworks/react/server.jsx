import { renderToString } from 'react-dom/server'
import ConnectionForm from './ConnectionForm.jsx'

export const toHtml = (props) => renderToString(<ConnectionForm {...props} />)
