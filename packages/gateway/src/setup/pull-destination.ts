import { createSigner } from 'countersign'
import type { Catalog } from '../configuration/catalog.ts'
import { Refusal } from '../model/refusal.ts'
import { type SchemeRef, schemeName } from '../model/scheme-ref.ts'
import { schemeNamed } from './scheme-named.ts'

/** What only a connection of the gateway's own making has. */
const pushFields = ['timeoutMs', 'concurrency', 'shards', 'ratePerSecond'] as const

/** Refuses, as ERR_INPUT, what a destination of kind `pull` has not. */
export function refusePushFields(input: { readonly [Field in (typeof pushFields)[number]]?: unknown }): void {
  const errors = pushFields
    .filter((field) => input[field] !== undefined)
    .map((field) => ({ at: `/${field}`, message: 'is nothing that a destination of kind pull has' }))
  const [first] = errors
  if (first !== undefined) throw new Refusal('ERR_INPUT', `${first.at}: ${first.message}`, errors)
}

/** Refuses a scheme that signs the address, ERR_SCHEME_CANNOT_SIGN: there is none. */
export function refuseAddressScheme(scheme: SchemeRef, secret: string, catalog: Catalog): void {
  const signer = createSigner({ scheme: schemeNamed(catalog, scheme), secrets: secret })
  const now = new Date()
  const signed = (url: string): string =>
    JSON.stringify(signer.signSync({ id: 'evt_0', url, body: new Uint8Array(0) }, { now }).headers)
  const [one, again, elsewhere] = [signed(''), signed(''), signed('https://example.com/')]
  // A scheme that signs twice differently says nothing of the address.
  if (one === again && one !== elsewhere) {
    throw new Refusal(
      'ERR_SCHEME_CANNOT_SIGN',
      `The scheme "${schemeName(scheme)}" signs the address, and a destination of kind pull has none.`,
    )
  }
}
