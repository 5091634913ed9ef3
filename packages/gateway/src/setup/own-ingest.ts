import { isLoopback } from '../model/loopback.ts'

/**
 * Tells an address at which this gateway takes in from all others: the part of it after `/in/`, or null. Names of this
 * machine's loopback are one, and so are http and https at their usual ports, which a proxy may stand in between.
 * Other names of the same machine are not known to be its own.
 *
 * @param own - where this gateway is reached: its public address and its listener's
 */
export function createOwnIngest(own: readonly string[]): (address: string) => string | null {
  const places = own.flatMap((address) => {
    const url = URL.parse(address)
    return url === null ? [] : [{ place: placeOf(url), prefix: `${url.pathname.replace(/\/+$/, '')}/in/` }]
  })
  return (address) => {
    const url = address.includes('/in/') ? URL.parse(address) : null
    if (url === null) return null
    const place = placeOf(url)
    const found = places.find((one) => one.place === place && url.pathname.startsWith(one.prefix))
    return found === undefined ? null : url.pathname.slice(found.prefix.length)
  }
}

function placeOf({ hostname, port }: URL): string {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const name = isLoopback(host) || host.endsWith('.localhost') ? 'localhost' : host
  return port === '' || port === '80' || port === '443' ? name : `${name} ${port}`
}
