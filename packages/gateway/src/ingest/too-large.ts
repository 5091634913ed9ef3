import type { RefusalReason } from './rejections.ts'

/**
 * Says what was too much for whom.
 *
 * @param announced - what Content-Length said
 * @param own - the source's own limit in bytes, null where it has none
 * @param gateway - the gateway's limit in bytes
 */
export function tooLarge(announced: string | undefined, own: number | null, gateway: number): RefusalReason {
  const body = announced === undefined ? 'The body' : `The body of ${announced} bytes`
  const limits =
    own === null || own >= gateway
      ? `the gateway's limit, ${gateway} (--max-body-bytes)`
      : `the source's limit, ${own} (maxBodyBytes); the gateway's is ${gateway} (--max-body-bytes)`
  const explanation = `${body} is larger than ${limits}. Its headers are kept, and nothing of the body.`
  return { code: 'ERR_BODY_TOO_LARGE', explanation }
}
