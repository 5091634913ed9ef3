import { type Signed, type Signer, WebhookError } from 'countersign'
import { isGatewayHeader } from '../model/gateway-headers.ts'
import { isHeaderValue } from '../model/header-value.ts'
import { placeIn } from '../model/inline-parts.ts'
import { Refusal } from '../model/refusal.ts'
import { type InlineScheme, type SchemeRef, schemeName } from '../model/scheme-ref.ts'

const body = Buffer.from('{}')
const url = 'https://example.com/'
const now = new Date(1_700_000_000_000)

/**
 * Refuses, as ERR_SCHEME_CANNOT_SIGN, a scheme whose signature a delivery cannot carry: it keeps the bytes and the
 * address, so what is written into them would be lost, and sets its own headers itself. A message is signed to see.
 */
export function refuseUndeliverable(ref: SchemeRef, signer: Signer): void {
  const signed = trial(ref, signer)
  if (signed === null) return
  const written = Object.keys(signed.headers)
  if (written.length === 0 || !body.equals(signed.body) || (signed.url ?? url) !== url)
    refuse(ref, 'writes into the body or the address, which a delivery leaves as they are')
  const unwritable = written.find((name) => !isHeaderValue(signed.headers[name] ?? ''))
  if (unwritable !== undefined)
    refuse(
      ref,
      `writes into the header ${unwritable} what none can hold: a line break, or letters beyond Latin-1`,
    )
  if (typeof ref === 'string') return
  const taken = written.find((name) => isGatewayHeader(name) && !/^webhook-/i.test(name))
  if (taken !== undefined) refuse(ref, `writes the header ${taken}, which the gateway sets itself`)
  const unsent = headersRead(ref).find((name) => !written.some((one) => sameName(one, name)))
  if (unsent !== undefined) refuse(ref, `signs the header ${unsent}, which no delivery has`)
}

/** Null where a scheme of the catalogue asks more of a body than this one has: an event may have it. */
function trial(ref: SchemeRef, signer: Signer): Signed | null {
  try {
    return signer.signSync({ id: 'evt_0', url, body }, { now })
  } catch (error) {
    if (!WebhookError.is(error)) throw error
    if (typeof ref !== 'string' || error.code === 'ERR_SIGN_UNSUPPORTED')
      refuse(ref, `does not sign: ${error.message}`)
    return null
  }
}

/** The headers of the message itself that are signed; of several ways, of the first, which signs. */
function headersRead(scheme: InlineScheme): string[] {
  const signing = scheme.kind === 'either' ? scheme.schemes[0] : scheme
  const content = signing !== undefined && 'signature' in signing ? (signing.content ?? []) : []
  return content.flatMap((part) => {
    // What is signed only where it is there is left out of a delivery's signature as well.
    const place = typeof part === 'object' && 'ifPresent' in part ? undefined : placeIn(part)
    if (place === undefined) return []
    if ('items' in place) return [place.items]
    return 'header' in place ? [place.header] : []
  })
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function refuse(ref: SchemeRef, why: string): never {
  const message = `The scheme "${schemeName(ref)}" ${why}.`
  throw new Refusal('ERR_SCHEME_CANNOT_SIGN', message, [{ at: '/scheme', message }])
}
