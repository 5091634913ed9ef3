/** What to say where a port cannot be listened on, whoever tries again; null where it is something else. */
export function listenRefusal(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error)) return null
  const where = 'port' in error ? `port ${error.port}` : 'the address'
  switch (error.code) {
    case 'EADDRINUSE':
      return `ERR_ADDRESS_IN_USE: ${where} is in use by another program, perhaps another gateway. Choose another --port.`
    case 'EACCES':
      return `--port: this user may not listen on ${where}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return '--host: this machine has no such address.'
    default:
      return null
  }
}
