import { isLoopback } from '../config.ts'
import { Problem } from './problem.ts'

/**
 * Refuses requests that a browser was led to send to a loopback listener under another name (DNS
 * rebinding): the Host must be a loopback address, `localhost` or a name below it, or one that the
 * operator has named. Throws ERR_HOST_REFUSED.
 *
 * @param host - the Host header
 * @param allowed - further host names, such as that of the public URL
 */
export function guardHost(host: string | undefined, allowed: readonly string[]): void {
  const name = hostName(host ?? '')
  if (name === 'localhost' || name.endsWith('.localhost') || isLoopback(name) || allowed.includes(name))
    return
  throw new Problem('ERR_HOST_REFUSED')
}

/** The name in a Host header, in lower case, without port and brackets. */
function hostName(host: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/.exec(host.toLowerCase())
  return match?.[1] ?? match?.[2] ?? ''
}
