export const metadata = { icons: 'data:,' }

export default ({ children }) => children
