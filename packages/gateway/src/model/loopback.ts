import ipaddr from 'ipaddr.js'

/** Whether nobody but this machine can reach an address. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback'
}
