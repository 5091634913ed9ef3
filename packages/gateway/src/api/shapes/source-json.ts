import { z } from 'zod'
import { type Catalog, paramKind } from '../../configuration/catalog.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { schemeOf } from '../../model/scheme-ref.ts'
import { operationalSource, publishScheme, type Source } from '../../model/source.ts'
import type { Seal } from '../../seal/seal.ts'
import { sourceWarnings } from '../../setup/source-warnings.ts'
import { tagOf } from '../../setup/tag-of.ts'
import type { SourceJson } from '../answers/source.ts'
import { etagFields } from './etag-json.ts'
import { managedFields, showManaged } from './managed-json.ts'

import { schemeRefSchema } from './names.ts'
import { secretSchema, showSecret, warningsSchema } from './secret-schema.ts'
import { iso, timeSchema } from './times.ts'

/** A source as the API shows it. */
export const sourceSchema: z.ZodType<SourceJson> = z
  .object({
    id: z.string(),
    name: z.string(),
    scheme: schemeRefSchema,
    params: z.record(z.string(), z.unknown()).meta({
      description:
        'What the scheme asks of the receiver. Those that are kept as secrets are, such as Meta’s verify token, are left out without the action `sources.write`.',
    }),
    unsigned: z.boolean().meta({ description: 'Takes in what anybody posts to its unguessable address.' }),
    state: z.enum(['enrolling', 'live']).meta({
      description:
        '`enrolling`: the provider’s handshake is to bring the secret, and somebody to confirm it; nothing is taken in before.',
    }),
    url: z.string().nullable().meta({
      description:
        'The ingest address: what the provider is told. null for a source for publishing, and for `countersign`, on which the gateway itself speaks. The address of an unsigned source is as good as a secret: null without the action `sources.write`.',
    }),
    secrets: z.array(secretSchema),
    onMismatch: z.enum(['refuse', 'hold']),
    maxBodyBytes: z.int().nullable(),
    ratePerSecond: z.number().nullable(),
    toleranceSeconds: z.number().nullable(),
    dropSameBytesWithinMs: z.number().nullable(),
    silentAfterMs: z.number().nullable(),
    forwardHeaders: z.array(z.string()).readonly(),
    answer: z.object({ status: z.int(), body: z.string(), contentType: z.string() }).nullable(),
    masks: z.array(z.string()).readonly(),
    index: z.array(z.string()).readonly(),
    rejections: z.object({ count: z.int(), bytes: z.int(), perSecond: z.number() }),
    ...managedFields,
    createdAt: timeSchema,
    ...etagFields,
    warnings: warningsSchema,
  })
  .meta({ id: 'Source' })

/**
 * Whether a token may see where a source is posted to: the address of an unsigned one is its only proof, so that who
 * may read only could forge its events.
 */
function mayKnowAddress({ may }: Pick<Identity, 'may'>, { unsigned }: Pick<Source, 'unsigned'>): boolean {
  return !unsigned || may.actions.has('sources.write')
}

/** Its params, and to who may read only none that is a secret: what no scheme declares may be one. */
function knownParams(source: Source, { may }: Pick<Identity, 'may'>, catalog: Catalog): Source['params'] {
  if (may.actions.has('sources.write')) return source.params
  const scheme = schemeOf(source)
  const open = Object.entries(source.params).filter(([name]) => paramKind(catalog, scheme, name) === 'open')
  return Object.fromEntries(open)
}

/** Shows a source with the ids of its secrets; its address and its secret params to who may know them. */
export function showSource(
  source: Source,
  configuration: Configuration,
  publicUrl: string,
  identity: Pick<Identity, 'may'>,
  catalog: Catalog,
  seal: Pick<Seal, 'mark'>,
): SourceJson {
  const shown = takesFromOutside(source) && mayKnowAddress(identity, source)
  const warnings = sourceWarnings(catalog, source)
  return {
    id: source.id,
    name: source.name,
    scheme: schemeOf(source),
    params: knownParams(source, identity, catalog),
    unsigned: source.unsigned,
    state: source.state,
    url: shown ? `${publicUrl}/in/${source.path}` : null,
    secrets: configuration.secrets.all('owner', source.id).map(showSecret),
    ...source.policy,
    silentAfterMs: source.policy.silentAfterMs ?? null,
    forwardHeaders: source.policy.forwardHeaders ?? [],
    answer: source.policy.answer ?? null,
    masks: source.policy.masks ?? [],
    index: source.policy.index ?? [],
    ...showManaged(source, configuration, seal),
    createdAt: iso(source.createdAt),
    etag: tagOf(source, seal),
    ...(warnings.length > 0 && { warnings }),
  }
}

function takesFromOutside({ scheme, name }: Source): boolean {
  return scheme !== publishScheme && name !== operationalSource
}
