import type { HeaderList } from '../model/event.ts'
import { headersBinding } from '../model/seal-bindings.ts'

/** The part of a seal that is used here. */
export interface HeaderSeal {
  seal(plain: Uint8Array, boundTo: string): Uint8Array
  open(sealed: Uint8Array, boundTo: string): Uint8Array
}

/** Seals headers that carry a credential, bound to the request that they came with; null where there are none. */
export function sealHeaders(
  seal: HeaderSeal,
  credentials: HeaderList,
  source: number,
  receivedAt: number,
): Uint8Array | null {
  if (credentials.length === 0) return null
  return seal.seal(Buffer.from(JSON.stringify(credentials), 'utf8'), headersBinding(source, receivedAt))
}

/** The headers again; throws where the sealing key is another one. */
export function openHeaders(
  seal: HeaderSeal,
  sealed: Uint8Array | null,
  source: number,
  receivedAt: number,
): HeaderList {
  if (sealed === null) return []
  return JSON.parse(
    Buffer.from(seal.open(sealed, headersBinding(source, receivedAt))).toString('utf8'),
  ) as HeaderList
}
