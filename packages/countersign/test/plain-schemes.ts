import type { Scheme } from 'countersign'

/** Whether a scheme is a keyed hash in headers over the body, with no more beside it than timestamp and id. */
export function isPlain({ proof }: Scheme): boolean {
  const { hmac, kind } = proof
  if (hmac === undefined || kind !== 'hmac' || proof.covers !== 'body' || proof.params !== undefined)
    return false
  const { content, signature, timestamp, id } = hmac
  const parts = content === undefined ? [] : content.parts
  const places = ['in' in signature ? [signature] : signature, timestamp?.at ?? [], id ?? []].flat()
  return (
    places.every((place) => ['header', 'parameter', 'list'].includes(place.in)) &&
    parts?.every(
      (part) =>
        typeof part === 'string' ||
        (!(part instanceof Uint8Array) && 'part' in part && ['body', 'timestamp', 'id'].includes(part.part)),
    ) === true
  )
}
