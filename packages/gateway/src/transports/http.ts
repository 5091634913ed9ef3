import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Egress } from '../egress/egress.ts'
import { firstKind, type ShownAddress } from '../model/destination.ts'
import { outcomeOf } from './http/outcome.ts'
import { send } from './http/send.ts'
import { SharedConnections } from './http/shared-connections.ts'
import type { FirstKind, TransportKind } from './transport.ts'

/** Where an application takes webhooks. */
export interface HttpAddress {
  readonly url: string
  /** May resolve to loopback and private ranges; set by the operator's token only. */
  readonly allowPrivate: boolean
  /** Certificates in PEM that are trusted for it instead of the system's; null: the system's. */
  readonly ca: string | null
}

const fields = {
  url: z
    .string()
    .max(2000)
    .optional()
    .meta({ description: 'Where deliveries are posted; for one of kind push.' }),
  allowPrivate: z.boolean().optional().meta({
    description: 'It may lie inside: loopback and private ranges. Needs an operator’s token.',
  }),
  ca: z
    .string()
    .max(65_536)
    .refine(isCertificate, 'must be certificates in PEM')
    .nullable()
    .optional()
    .meta({ description: 'Certificates (PEM) trusted for it instead of the system’s; null: the system’s.' }),
}

const to: z.ZodType<HttpAddress> = z
  .object(fields)
  .transform(({ url = '', allowPrivate = false, ca = null }) => ({ url, allowPrivate, ca }))

const kind: TransportKind<HttpAddress> = {
  name: firstKind,
  title: 'HTTP',
  to,
  addressOf: ({ url }) => url,
  refusal: ({ url, allowPrivate }, egress) => egress.refusal(url, allowPrivate),
  open({ url: text, allowPrivate, ca }, { egress, apart = false }) {
    const url = URL.parse(text)
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
    const shared = apart ? new SharedConnections(egress) : sharedBy(egress)
    const connections = shared.to(url.origin, { allowPrivate, ca })
    const path = `${url.pathname}${url.search}`
    return {
      send: (message, timeoutMs) => send(connections, path, message, timeoutMs),
      retire: () => connections.retire(),
      close: () => connections.close(new Error('delivery is over')),
    }
  },
  outcomeOf,
}

/** Webhooks as everybody knows them: a POST of the body, answered by a status. */
export const http: FirstKind = {
  ...(kind as TransportKind),
  fields,
  shown: {
    url: z.string().nullable().meta({ description: 'null for one of another kind than push.' }),
    allowPrivate: z.boolean(),
    ca: z.string().nullable(),
  } satisfies { readonly [Field in keyof ShownAddress]: z.ZodType<ShownAddress[Field]> },
  elsewhere: { url: null, allowPrivate: false, ca: null } satisfies ShownAddress,
}

/** Whoever goes out by the same rules shares connections. */
const sharedConnections = new WeakMap<Egress, SharedConnections>()

function sharedBy(egress: Egress): SharedConnections {
  const shared = sharedConnections.get(egress) ?? new SharedConnections(egress)
  sharedConnections.set(egress, shared)
  return shared
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch {
    return false
  }
}
