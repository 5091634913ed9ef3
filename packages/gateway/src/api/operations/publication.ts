import { z } from 'zod'
import type { Publication } from '../../ingest/ingest.ts'
import type { Configuration } from '../../model/configuration.ts'
import { type Identity, isOperator } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import { publishScheme } from '../../model/source.ts'
import { bodyLimit } from '../../model/source-policy.ts'
import { publishedHeaders } from '../../model/tenant.ts'
import { refuseUnknown } from '../../setup/find.ts'
import { tenantSchema, typeSchema } from '../shapes/names.ts'
import { findSource } from './find.ts'
import { idempotencyKeyOf, idempotencyKeyShape } from './idempotency-key.ts'
import type { Asked } from './operation.ts'
import { rawMember } from './raw-json.ts'

/** One event as it is published in JSON. */
export interface PublishInput {
  readonly source: string
  readonly type: string
  readonly data: unknown
  readonly tenant?: string | undefined
  readonly idempotencyKey?: string | undefined
}

/** What is said of a body that is taken as it is, in the query. */
export interface RawQuery {
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly tenant?: string | undefined
  readonly idempotencyKey?: string | undefined
}

const sourceField = z.string().max(100)
const keyField = z
  .string()
  .regex(idempotencyKeyShape, 'must be 1 to 256 visible ASCII characters')
  .optional()
  .meta({
    description:
      'A repeat with the same key and content is the same event; the header Idempotency-Key works too.',
  })
const tenantField = tenantSchema.optional().meta({
  description: 'Reaches this tenant’s destinations too, without a route.',
})

/** One event in JSON. */
export const publishInput: z.ZodType<PublishInput, unknown> = z
  .strictObject({
    source: sourceField,
    type: typeSchema,
    data: z.unknown().meta({ description: 'Stored, signed and sent byte for byte as it stands here.' }),
    tenant: tenantField,
    idempotencyKey: keyField,
  })
  .refine((input) => input.data !== undefined, { path: ['data'], error: 'is missing' })
  .meta({ id: 'Publication' })

/** The query that goes with a raw body. */
export const rawQuery: z.ZodType<RawQuery, unknown> = z.strictObject({
  source: sourceField.optional().meta({ description: 'For a body that is taken as it is.' }),
  type: typeSchema.optional(),
  tenant: tenantField,
  idempotencyKey: keyField,
})

/** What is common to all that is published now. */
export interface PublicationContext {
  readonly configuration: Configuration
  /** Who publishes: beside operators, none into a source that a provider or the gateway itself speaks on. */
  readonly identity: Identity
  readonly maxBodyBytes: number
  readonly now: number
}

/**
 * Reads one event of JSON. Throws ERR_NOT_FOUND, ERR_SCOPE and ERR_REQUEST_TOO_LARGE.
 *
 * @param text - that the event was parsed from: its `data` goes out as it stands there
 */
export function publicationOf(
  { source, type, tenant, idempotencyKey }: Omit<PublishInput, 'data'>,
  text: string,
  context: PublicationContext,
): Publication {
  const body = Buffer.from(rawMember(text, 'data') ?? 'null', 'utf8')
  return publication({ source, type, tenant, idempotencyKey, body, contentType: 'application/json' }, context)
}

/** Reads a body that is taken as it is. Throws as `publicationOf` does. */
export function rawPublication(
  body: Uint8Array,
  { query, headers }: Pick<Asked<RawQuery, unknown>, 'query' | 'headers'>,
  context: PublicationContext,
): Publication {
  const { source, type = '', tenant, idempotencyKey } = query
  if (source === undefined) throw new Refusal('ERR_INPUT', 'source: is missing in the query.')
  const contentType = headers['content-type'] as string | undefined
  const key = keyOf(headers, idempotencyKey)
  return publication({ source, type, tenant, idempotencyKey: key, body, contentType }, context)
}

/**
 * The idempotency key of a request, from its header or its body or query. Throws ERR_INPUT where they differ.
 */
export function keyOf(
  headers: Asked<unknown, unknown>['headers'],
  given: string | undefined,
): string | undefined {
  const key = idempotencyKeyOf(headers)
  if (key === undefined) return given
  if (given !== undefined && given !== key) {
    throw new Refusal('ERR_INPUT', 'Idempotency-Key: is another than idempotencyKey.')
  }
  return key
}

interface Described extends Omit<PublishInput, 'data'> {
  readonly body: Uint8Array
  readonly contentType: string | undefined
}

function publication(
  described: Described,
  { configuration, identity, maxBodyBytes, now }: PublicationContext,
): Publication {
  const { source, type, tenant, idempotencyKey, body, contentType } = described
  const found = findSource(configuration, source)
  const { number, policy, scheme } = found
  if (!reaches(identity.may, 'sources', found.id)) refuseUnknown('source', source)
  if (!isOperator(identity) && scheme !== publishScheme) {
    throw new Refusal('ERR_SCOPE', 'This token publishes into sources of scheme "publish" alone.')
  }
  if (body.length > bodyLimit(policy, maxBodyBytes)) throw new Refusal('ERR_REQUEST_TOO_LARGE')
  return {
    source: number,
    type,
    headers: publishedHeaders(contentType, tenant),
    body,
    tenant: tenant ?? null,
    idempotencyKey: idempotencyKey ?? null,
    receivedAt: now,
  }
}
