/** Where the events of one kind go instead of their own path. */
export interface ListenMap {
  readonly field: 'type' | 'source'
  /** Matches the whole of it; `*` stands for any text. */
  readonly pattern: RegExp
  /** Begins with `/`. */
  readonly path: string
}

/** Reads `type=orders/*:/hooks/orders`; null where it is none. The path begins after the last colon before a slash. */
export function parseListenMap(text: string): ListenMap | null {
  const match = /^(type|source)=(.+):(\/[^?#]*)$/s.exec(text)
  const [, field, glob = '', path = ''] = match ?? []
  if (field !== 'type' && field !== 'source') return null
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*')
  return { field, pattern: new RegExp(`^${pattern}$`, 's'), path }
}

/**
 * Where an event goes: to the path of the first map that it matches, else to that of `to`, else to the path that it
 * came to; under its own query in each case.
 *
 * @param received - path and query as they came
 */
export function listenTarget(
  to: URL,
  maps: readonly ListenMap[],
  event: { readonly type: string | null; readonly source: string },
  received: string,
): URL {
  const mapped = maps.find(({ field, pattern }) => pattern.test(event[field] ?? ''))
  const at = received.indexOf('?')
  const [path, query] = at < 0 ? [received, ''] : [received.slice(0, at), received.slice(at)]
  const wanted = mapped?.path ?? (to.pathname === '/' ? path : to.pathname)
  // As text, so that nothing of what came is written in another way.
  return new URL(`${to.origin}${wanted.startsWith('/') ? wanted : `/${wanted}`}${query || to.search}`)
}
