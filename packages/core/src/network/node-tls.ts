/** `node:tls`, loaded when it is first used: it takes 9 ms, more than the rest of Node that a producer needs, and only TLS needs it. */
export function nodeTls(): typeof import('node:tls') {
  return process.getBuiltinModule('node:tls')
}
