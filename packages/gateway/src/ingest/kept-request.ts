import type { HeaderList } from '../model/event.ts'
import type { KeptRejection } from '../model/rejection.ts'
import { wholeUrl } from './cut-url.ts'
import { type HeaderSeal, openHeaders } from './sealed-headers.ts'
import type { VerifiableRequest } from './verify-candidate.ts'

/** A kept request as it came in, its credentials opened: never to be shown. Throws as `openHeaders` does. */
export function keptRequest(
  { source, receivedAt, payload }: Pick<KeptRejection, 'source' | 'receivedAt' | 'payload'>,
  seal: HeaderSeal,
): { readonly request: VerifiableRequest; readonly headers: HeaderList } {
  const { method, body, sealedHeaders } = payload
  const sealed = openHeaders(seal, sealedHeaders, source, receivedAt)
  const url = sealed.find(([name]) => name === wholeUrl)?.[1] ?? payload.url
  const headers = [...payload.headers, ...sealed.filter(([name]) => name !== wholeUrl)]
  return { request: { receivedAt, method, url, headers: grouped(headers), body }, headers }
}

/** Headers by name, values of a repeated one as a list, so that a doubled signature is still seen. */
function grouped(list: HeaderList): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of list) {
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
