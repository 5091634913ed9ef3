import { connect } from 'node:net'

/** Whether something takes connections there. */
export function listensAt({ hostname, port, protocol }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)), timeout: 1000 })
    const end = (yes: boolean): void => {
      socket.destroy()
      resolve(yes)
    }
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false))
  })
}
