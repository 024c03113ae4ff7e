// Runs programs that must end with the tests, even if the tests crash: in a PID namespace, whose processes the kernel kills
// when the first of them ends, and bwrap ends with us.
const namespace = ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--die-with-parent']

/**
 * @param {string[]} command @param {string[]} [mounts] more arguments for bwrap
 * @returns {[program: string, args: string[]]}
 */
export const contain = (command, mounts = []) => ['/usr/bin/bwrap', [...namespace, ...mounts, '--', ...command]]
