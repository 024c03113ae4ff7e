// Programs that must end with the tests, however these end: all that they start lives in a PID namespace, which the
// kernel ends with its first process, and that with us.
const namespace = ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--die-with-parent']

/**
 * @param {string[]} command @param {string[]} [mounts] more arguments for bwrap
 * @returns {[program: string, args: string[]]}
 */
export const contain = (command, mounts = []) => ['/usr/bin/bwrap', [...namespace, ...mounts, '--', ...command]]
