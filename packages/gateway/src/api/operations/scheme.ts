import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { Catalog } from '../../configuration/catalog.ts'
import type { SchemeJson } from '../answers/scheme.ts'
import { pageOf } from '../shapes/list.ts'
import { showScheme } from '../shapes/scheme-json.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'
import { trySchemeOperation } from './try-scheme.ts'

const text = z.string()

const schemeSchema: z.ZodType<SchemeJson> = z
  .object({
    name: text,
    title: text,
    algorithm: text,
    confidence: z.enum(['high', 'medium']).nullable(),
    experimental: z.boolean().meta({ description: "Nothing of the provider's own proves it yet." }),
    unprotected: z
      .array(z.enum(['body', 'timestamp', 'replay', 'id', 'type', 'url']))
      .meta({ description: 'What of a passing message may have been changed, or repeated.' }),
    params: z
      .array(z.object({ name: text, title: text, optional: z.boolean(), secret: z.boolean() }))
      .meta({ description: 'Settings of a source of it; `secret`: kept as its secrets are.' }),
    secret: z.enum(['given', 'later', 'brought', 'none']).meta({
      description:
        'Where the secret of a source comes from: whoever makes it gives one; or adds it later, since the provider has none before; the provider brings it in a handshake; there is none, since the keys are published.',
    }),
    keyLater: text.nullable().meta({ description: 'How a secret that is added later is had.' }),
    delivery: z
      .object({
        timeoutSeconds: z.number().exactOptional(),
        retries: text.exactOptional(),
        disables: text.exactOptional(),
        success: text.exactOptional(),
        refused: z
          .record(text, z.number())
          .exactOptional()
          .meta({ description: 'The status that it wants for a refusal, by its code.' }),
      })
      .nullable()
      .meta({ description: 'How the provider delivers, as far as it says.' }),
    signed: text.nullable().meta({
      description:
        'What is signed, such as `{timestamp}.{body}`, and how it is written; null where it is worked out in another way.',
    }),
    reads: text.meta({
      description: 'Where the proof stands: headers, or a place in the body or the address.',
    }),
    dedupe: z.enum(['signed-id', 'unsigned-id+bytes', 'signed-fields']).nullable().meta({
      description:
        'On what the dedup keys of its events rest, of those that have one; null: the provider promises nothing that tells a repeat.',
    }),
    verdict: z.enum(['verified', 'authenticated']),
    toleranceSeconds: z.number().nullable().meta({ description: 'null: the scheme has no clock.' }),
    headers: z.array(text),
    credentials: z.array(text).meta({ description: 'Headers that carry a credential.' }),
    forward: z.array(text).meta({
      description:
        'Headers that describe the event and go on to destinations, beside those of the signature.',
    }),
    answer: z
      .object({ status: z.int(), body: text, contentType: text.nullable() })
      .nullable()
      .meta({ description: 'What the provider demands in answer to an event; null: every 2xx will do.' }),
    handshake: z.boolean(),
    signs: z.boolean().meta({ description: 'Deliveries can be signed with it.' }),
    types: z.array(text).meta({ description: 'Event types that samples are known of; there are others.' }),
    documentation: z.array(text),
  })
  .meta({ id: 'Scheme' })

/** Loads so many schemes, about a millisecond each, before others have their turn. */
const atATime = 4

/** All of the catalogue as they are shown. Most are loaded for this: a few at a time, so that what comes in does not wait. */
async function allShown(catalog: Catalog): Promise<SchemeJson[]> {
  const items: SchemeJson[] = []
  for (const name of catalog.names) {
    if (items.length % atATime === 0) await nextTurn()
    const scheme = catalog.scheme(name)
    if (scheme !== undefined) items.push(showScheme(scheme))
  }
  return items
}

/** `/schemes`: how providers sign. */
export function schemeOperations(context: Pick<ApiContext, 'live' | 'ingest' | 'now'>): readonly Operation[] {
  let shown: Promise<SchemeJson[]> | undefined
  return [
    operation({
      method: 'get',
      path: '/schemes',
      id: 'listSchemes',
      summary: 'List the schemes of the catalogue',
      action: 'schemes.read',
      limited: true,
      status: 200,
      answer: pageOf(schemeSchema),
      codes: [],
      handle: async () => {
        shown ??= allShown(context.live.catalog)
        return { items: await shown, next: null }
      },
    }),
    trySchemeOperation(context),
  ]
}
