import type { Socket } from 'node:net'

/** What tells the gateway who a connection is from. PROXY protocol, version 1: one line of text, see haproxy's `proxy-protocol.txt`, section 2.1. */
export function proxyLine(client: Socket): Buffer {
  const { remoteAddress, remotePort, localAddress, localPort } = client
  if (remoteAddress === undefined || localAddress === undefined) return Buffer.from('PROXY UNKNOWN\r\n')
  const family = remoteAddress.includes(':') ? 'TCP6' : 'TCP4'
  return Buffer.from(
    `PROXY ${family} ${remoteAddress} ${localAddress} ${remotePort ?? 0} ${localPort ?? 0}\r\n`,
    'latin1',
  )
}
