import { z } from 'zod'
import type { Payload } from '../../model/event.ts'
import { formatId } from '../../model/id.ts'
import { reaches } from '../../model/permission.ts'
import type { Diagnosis, Rejection } from '../../model/rejection.ts'
import { type SchemeRef, schemeOf } from '../../model/scheme-ref.ts'
import type { RejectionJson } from '../answers/rejection.ts'
import { headersSchema, showHeaders } from '../shapes/event-json.ts'
import { type TwoWayQuery, twoWayFields, twoWayPageOf } from '../shapes/list.ts'
import { type Names, schemeRefSchema } from '../shapes/names.ts'
import { iso, momentSchema, timeSchema } from '../shapes/times.ts'
import { bodyAnswer } from './body-answer.ts'
import type { ApiContext } from './context.ts'
import { namesByNumber } from './find.ts'
import { findAnyRejection, findRejection } from './find-event.ts'
import { maskedAnswer, masksOf } from './masked-body.ts'
import { type Operation, operation } from './operation.ts'
import { outcomeProblem } from './outcome-problem.ts'
import { sourcesInReach } from './reach.ts'
import { rejectionList } from './rejection-list.ts'
import { spanOf } from './span-of.ts'
import { placeOfPage, twoWayPage } from './two-way.ts'

export const diagnosisSchema: z.ZodType<Diagnosis> = z
  .object({
    matched: z.boolean().meta({ description: 'It would be let in now: reverify it.' }),
    codes: z.array(z.string()).readonly().meta({
      description: 'Of the closed list of causes, or the code of the refusal; empty where it verifies.',
    }),
    cause: z.string(),
    confidence: z.enum(['proven', 'likely', 'unknown']).meta({
      description: '`proven`: with the named thing undone the signature matches.',
    }),
    evidence: z.array(z.string()).readonly(),
    fix: z.string().meta({ description: 'What to do.' }),
    work: z.object({ trials: z.int(), bytes: z.int(), complete: z.boolean() }).nullable().meta({
      description:
        'What finding out has cost; `complete`: all that is known was tried. null: nothing had to be tried.',
    }),
  })
  .meta({
    id: 'Diagnosis',
    description: 'Why it is refused: found out on asking, as of its receipt, with the secrets of now.',
  })

const rejectionSchema: z.ZodType<RejectionJson> = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'The name of the source.' }),
    code: z.string(),
    explanation: z.string(),
    receivedAt: timeSchema,
    size: z.int(),
    network: z.string().meta({ description: 'The client’s network.' }),
    held: z.boolean().meta({ description: 'It was answered 200 and held.' }),
    causeCodes: z.array(z.string()).nullable().meta({
      description:
        'Why, as it was found behind its receipt: of the closed list of causes, or the code where none was found. null: it was not looked at; not many are in a minute.',
    }),
    method: z.string().optional(),
    headers: headersSchema.optional().meta({ description: 'In the answer for one rejection.' }),
    diagnosis: diagnosisSchema.nullable().optional().meta({
      description:
        'In the answer for one rejection; null where its source checks no signature, and where too many are asked for at once.',
    }),
  })
  .meta({ id: 'Rejection' })

interface RejectionFilter extends TwoWayQuery {
  readonly source?: string | undefined
  readonly code?: string | undefined
  readonly cause?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const rejectionFilter: z.ZodType<RejectionFilter, unknown> = z.strictObject({
  ...twoWayFields,
  source: z.string().max(100).optional(),
  code: z.string().max(100).optional().meta({ description: 'Refused with this error.' }),
  // Unescaped in an address, a plus is a blank.
  cause: z
    .string()
    .max(200)
    .transform((cause) => cause.replaceAll(' ', '+'))
    .optional()
    .meta({ description: 'Found to be refused for this: `causeCodes`, with `+` between several.' }),
  from: momentSchema.optional().meta({ description: 'Received then or later.' }),
  to: momentSchema.optional().meta({ description: 'Received before then.' }),
})

const reverifiedSchema: z.ZodType<{ event: string; duplicate: boolean; scheme: SchemeRef }> = z
  .object({
    event: z.string(),
    duplicate: z.boolean(),
    scheme: schemeRefSchema.meta({
      description: 'What it was verified under: the scheme that its source has now.',
    }),
  })
  .meta({ id: 'Reverified', description: 'The event that it has become, or was already.' })

/** `/rejections`: what was refused and kept. */
export function rejectionOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, ingest, now } = context
  const sources = (): Names => namesByNumber(live.current().configuration.sources)
  return [
    operation({
      method: 'get',
      path: '/rejections',
      id: 'listRejections',
      summary: 'List refused requests, the newest first',
      action: 'rejections.read',
      limited: true,
      query: rejectionFilter,
      status: 200,
      answer: twoWayPageOf(rejectionSchema),
      codes: ['ERR_CURSOR', 'ERR_NOT_FOUND'],
      async handle({ query: { limit, source, code, cause, from, to, ...where }, identity }) {
        const among = sourcesInReach(live.current().configuration, identity, source)
        const list = rejectionList(journal, {
          ...spanOf({ sources: among, from, to }),
          ...(code !== undefined && { code }),
          ...(cause !== undefined && { cause }),
        })
        const page = await twoWayPage(list, placeOfPage(list, where), limit)
        return { ...page, items: page.items.map((rejection) => showRejection(rejection, sources())) }
      },
    }),
    operation({
      method: 'get',
      path: '/rejections/{rejection}',
      id: 'getRejection',
      summary: 'Show a refused request with its headers, and why it is refused',
      action: 'rejections.read',
      status: 200,
      answer: rejectionSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_DAMAGED'],
      async handle({ params, identity: { may } }) {
        const rejection = await findRejection(journal, params.rejection)
        const { method, headers } = rejection.payload
        const mayTry = (source: string): boolean =>
          may.actions.has('secrets.read') && reaches(may, 'sources', source)
        const diagnosis = await ingest.diagnose(rejection, mayTry)
        return { ...showRejection(rejection, sources()), method, headers: showHeaders(headers), diagnosis }
      },
    }),
    operation({
      method: 'get',
      path: '/rejections/{rejection}/body',
      id: 'getRejectionBody',
      summary: 'The body of a refused request, byte for byte but for what its source masks',
      action: 'rejections.read',
      status: 200,
      contentType: '*/*',
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_DAMAGED', 'ERR_MASKED'],
      async handle({ params }) {
        const { payload, seq, tag, source } = await findRejection(journal, params.rejection)
        const masks = masksOf(live.current().configuration, source)
        return maskedAnswer(payload, masks, contentTypeOf(payload), formatId('rej', seq, tag))
      },
    }),
    operation({
      method: 'post',
      path: '/rejections/{rejection}/unmask',
      id: 'unmaskRejection',
      summary: 'The body of a refused request with what its source masks; the audit tells of it',
      action: 'events.unmask',
      status: 200,
      contentType: '*/*',
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_DAMAGED'],
      async handle({ params, act }) {
        const { payload, seq, tag } = await findRejection(journal, params.rejection)
        await journal.by(act, now()).note({})
        return bodyAnswer(payload, contentTypeOf(payload), formatId('rej', seq, tag))
      },
    }),
    operation({
      method: 'post',
      path: '/rejections/{rejection}/reverify',
      id: 'reverifyRejection',
      summary:
        'Verify a refused request again as of its receipt, with the scheme and the secrets of now, and let it in',
      action: 'rejections.write',
      status: 200,
      answer: reverifiedSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_STILL_REFUSED', 'ERR_PAYLOAD_DAMAGED'],
      async handle({ params, act }) {
        const { seq, source } = await findRejection(journal, params.rejection)
        const outcome = await ingest.reverify(seq, act)
        if (outcome.kind === 'refused') await journal.by(act, now()).note({ refused: outcome.code })
        if (!('id' in outcome)) throw outcomeProblem(outcome)
        const verified = live.current().sourceByNumber(source)?.source
        return {
          event: outcome.id,
          duplicate: outcome.kind === 'duplicate',
          scheme: verified === undefined ? '' : schemeOf(verified),
        }
      },
    }),
    operation({
      method: 'delete',
      path: '/rejections/{rejection}',
      id: 'deleteRejection',
      summary: 'Remove a refused request for good',
      action: 'rejections.write',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, act }) {
        const { seq } = await findAnyRejection(journal, params.rejection)
        await journal.by(act, now()).removeRejection(seq)
        return undefined
      },
    }),
  ]
}

function contentTypeOf({ headers }: Payload): string | null {
  return headers.find(([name]) => name === 'content-type')?.[1] ?? null
}

/** A rejection as the API shows it, without its bytes. */
export function showRejection(
  { seq, tag, source, code, explanation, receivedAt, size, network, held, cause }: Rejection,
  sources: Names,
): RejectionJson {
  return {
    id: formatId('rej', seq, tag),
    source: sources.get(source) ?? `source ${source}`,
    code,
    explanation,
    receivedAt: iso(receivedAt),
    size,
    network,
    held,
    causeCodes: cause === null ? null : cause.split('+'),
  }
}
