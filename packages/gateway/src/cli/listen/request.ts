import { canSign, type Scheme, sign, WebhookError } from 'countersign'
import type { HeardLentJson } from '../../api/operations/heard-lent.ts'

/** A request as the local application gets it. */
export interface ListenRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string[]>>
  readonly body: Uint8Array
  /** What an application may make of it that is not the message's fault; null: nothing. */
  readonly doubt: string | null
}

/** What belongs to the connection that a request came over. */
const ofConnection =
  /^(host|connection|content-length|expect|http2-settings|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/

/** As the gateway delivers: under its own headers, countersigned. */
export function countersignedRequest({ headers, body }: HeardLentJson, url: URL): ListenRequest {
  const listed = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value].flat()])
  return {
    method: 'POST',
    url,
    headers: Object.fromEntries(listed),
    body: Buffer.from(body, 'base64'),
    doubt: null,
  }
}

/**
 * As the provider sent it: its method and all its headers that the gateway keeps. With secrets it is signed anew, by them
 * and now; without, the signature is the one that came, which an application takes as long as the scheme's clock lets it.
 *
 * @param scheme - of the source; undefined where it is not known here
 */
export async function providersRequest(
  lent: HeardLentJson,
  url: URL,
  scheme: Scheme | undefined,
  secrets: readonly string[],
  now: Date,
): Promise<ListenRequest> {
  const { request, receivedAt } = lent
  const body = Buffer.from(lent.body, 'base64')
  const headers: Record<string, string[]> = Object.create(null)
  for (const [name, value] of request.headers) {
    if (ofConnection.test(name)) continue
    const before = headers[name]
    if (before === undefined) headers[name] = [value]
    else before.push(value)
  }
  const asItCame = { method: request.method, url, headers, body }
  if (scheme === undefined || secrets.length === 0)
    return { ...asItCame, doubt: doubtOf(scheme, headers, now.getTime() - Date.parse(receivedAt)) }
  if (!canSign(scheme))
    return {
      ...asItCame,
      doubt: `only ${scheme.title} itself can sign as it does; the signature is the one that came`,
    }
  const given = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')]))
  const id = given['webhook-id'] ?? given['svix-id'] ?? lent.event
  try {
    const message = { body, id, url: url.href, method: request.method, headers: given }
    const signed = await sign(message, { scheme, secrets, now })
    for (const [name, value] of Object.entries(signed.headers)) headers[name.toLowerCase()] = [value]
    return {
      ...asItCame,
      ...{ headers, body: signed.body, doubt: null },
      url: signed.url === undefined ? url : new URL(signed.url),
    }
  } catch (error) {
    if (!WebhookError.is(error)) throw error
    return { ...asItCame, doubt: `not signed anew: ${error.code}; the signature is the one that came` }
  }
}

/** Why an application may refuse a signature that came: there is none among what is kept, or it is too old by now. */
function doubtOf(
  scheme: Scheme | undefined,
  headers: Readonly<Record<string, unknown>>,
  ageMs: number,
): string | null {
  if (scheme === undefined) return null
  const { headers: read, toleranceSeconds } = scheme.proof
  const advice = 'give --secret-env to have it signed anew'
  if (read.length > 0 && !read.some((name) => headers[name] !== undefined))
    return `what proves that it is ${scheme.title}'s is a credential, which is not handed on; ${advice}`
  if (toleranceSeconds !== undefined && ageMs > toleranceSeconds * 1000)
    return `its signature is ${Math.round(ageMs / 1000)} s old, and ${scheme.title}'s are taken for ${toleranceSeconds} s; ${advice}`
  return null
}
