import type { HeaderList } from './event.ts'

/**
 * The header that names the tenant that an event was published for. It stands among the event's headers, so
 * that filters see it and a replay finds the same way; it is not forwarded.
 */
const tenantHeader = 'countersign-tenant'

/** The headers of a publication. */
export function publishedHeaders(contentType: string | undefined, tenant: string | undefined): HeaderList {
  return [
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
    ...(tenant === undefined ? [] : [[tenantHeader, tenant] as const]),
  ]
}

/** The tenant of an event. What came from outside may carry the header too: there it says nothing. */
export function tenantOf(event: {
  readonly verdict: string
  readonly headers: Readonly<Record<string, string>>
}): string | undefined {
  return event.verdict === 'published' ? event.headers[tenantHeader] : undefined
}
