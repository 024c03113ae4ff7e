export default () => 'the application'
