import type { FastifyReply, FastifyRequest } from 'fastify'

/** At most this many items a page, whatever `max` asks for. */
const pageLimit = 1000

/**
 * One page of a list, `{ "items": […] }`, with a `Link: <…>; rel="next"` header where more follow. `max` is
 * the page's size (default 100); the cursor is the id of the last item and means nothing to a client.
 */
export function page<T extends { readonly id: string }>(
  request: FastifyRequest,
  reply: FastifyReply,
  items: readonly T[],
): { items: readonly T[] } {
  const url = new URL(request.url, `${request.protocol}://${request.headers.host ?? 'localhost'}`)
  const max = Math.min(pageLimit, Math.max(1, Number(url.searchParams.get('max') ?? '100') || 100))
  const after = url.searchParams.get('cursor')
  const begin = after === null ? 0 : items.findIndex((item) => item.id === after) + 1
  const shown = items.slice(begin, begin + max)
  const last = shown.at(-1)
  if (last !== undefined && begin + max < items.length) {
    url.searchParams.set('cursor', last.id)
    reply.header('Link', `<${url.href}>; rel="next"`)
  }
  return { items: shown }
}
