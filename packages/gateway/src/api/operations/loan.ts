import { z } from 'zod'
import type { LiveDestination } from '../../configuration/live.ts'
import type { LoanState } from '../../deliver/loan-reports.ts'
import type { Pulls } from '../../deliver/pulls.ts'
import type { Lease } from '../../journal/port/loans.ts'
import { bounds, longestReason } from '../../model/bounds.ts'
import type { Code } from '../../model/codes.ts'
import { parseLease } from '../../model/id.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findPullable } from './find-pullable.ts'
import { type Operation, operation } from './operation.ts'
import { leaseSecondsSchema } from './pull.ts'

/** Loans that one request names. */
const { most } = bounds.pulled

const leaseSchema = z.string().min(1).max(100)

interface ReportInput {
  readonly lease: string
  readonly outcome: 'delivered' | 'failed'
  readonly reason: string
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
}

const reportSchema: z.ZodType<ReportInput, unknown> = z.strictObject({
  lease: leaseSchema,
  outcome: z.enum(['delivered', 'failed']).default('delivered'),
  reason: z
    .string()
    .max(longestReason)
    .default('')
    .meta({ description: 'Kept as the answer of the attempt.' }),
  status: z
    .int()
    .min(100)
    .max(599)
    .optional()
    .meta({ description: 'Of the HTTP answer of whoever it was forwarded to.' }),
  retryAfterSeconds: z
    .int()
    .min(0)
    .max(3600)
    .optional()
    .meta({ description: 'For a failed one: not again before then. It may only lengthen the wait.' }),
})

/** What is said of loans. */
export interface AcknowledgeInput {
  readonly leases: readonly string[]
  readonly items: readonly ReportInput[]
}

/** What is said of loans. */
export const acknowledgeFields: {
  readonly leases: z.ZodType<readonly string[], unknown>
  readonly items: z.ZodType<readonly ReportInput[], unknown>
} = {
  leases: z.array(leaseSchema).max(most).default([]).meta({ description: 'Those that were delivered.' }),
  items: z
    .array(reportSchema)
    .max(most)
    .default([])
    .meta({ description: 'Those of which there is more to say.' }),
}

const acknowledgeInput: z.ZodType<AcknowledgeInput, unknown> = z
  .strictObject(acknowledgeFields)
  .refine(
    ({ leases, items }) => leases.length + items.length > 0 && leases.length + items.length <= most,
    `must name 1 to ${most} loans in all`,
  )

const extendInput: z.ZodType<{ leases: string[]; leaseSeconds: number }, unknown> = z.strictObject({
  leases: z.array(leaseSchema).min(1).max(most),
  leaseSeconds: leaseSecondsSchema,
})

/** What became of a loan. */
export interface AcknowledgedJson {
  readonly lease: string
  readonly state: 'delivered' | 'dead' | 'pending' | null
  readonly nextAttemptAt: string | null
  readonly error: Code | null
}

const errorSchema: z.ZodType<Code | null> = z
  .literal('ERR_LEASE_ENDED')
  .nullable()
  .meta({ description: 'ERR_LEASE_ENDED where the lease is no more: nothing was changed.' })

/** What became of a loan. */
export const acknowledgedSchema: z.ZodType<AcknowledgedJson> = z
  .object({
    lease: z.string(),
    state: z.enum(['delivered', 'dead', 'pending']).nullable().meta({ description: 'Of the delivery now.' }),
    nextAttemptAt: timeSchema.nullable().meta({ description: 'When a pending one is due again.' }),
    error: errorSchema,
  })
  .meta({ id: 'AcknowledgedLoan' })

interface ExtendedJson {
  readonly lease: string
  readonly leaseUntil: string | null
  readonly error: Code | null
}

const extendedSchema: z.ZodType<ExtendedJson> = z
  .object({ lease: z.string(), leaseUntil: timeSchema.nullable(), error: errorSchema })
  .meta({ id: 'ExtendedLoan' })

/** `/destinations/{destination}/acknowledge` and `/extend`: what became of deliveries that were pulled. */
export function loanOperations({ live, pulls }: ApiContext): readonly Operation[] {
  const codes: Operation['codes'] = ['ERR_NOT_FOUND', 'ERR_DESTINATION_KIND']
  return [
    operation({
      method: 'post',
      path: '/destinations/{destination}/acknowledge',
      id: 'acknowledgeDeliveries',
      summary: 'Say what came of deliveries that were pulled: delivered, or failed and to be tried again',
      action: 'deliveries.pull',
      limited: true,
      body: acknowledgeInput,
      status: 200,
      answer: z.object({ items: z.array(acknowledgedSchema) }),
      codes,
      async handle({ params, body, identity }) {
        const destination = findPullable(live.current(), params.destination, identity)
        return { items: await acknowledge(pulls, destination, body) }
      },
    }),
    operation({
      method: 'post',
      path: '/destinations/{destination}/extend',
      id: 'extendLeases',
      summary: 'Keep deliveries that were pulled for longer, from now on',
      action: 'deliveries.pull',
      limited: true,
      body: extendInput,
      status: 200,
      answer: z.object({ items: z.array(extendedSchema) }),
      codes,
      async handle({ params, body: { leases, leaseSeconds }, identity }) {
        const destination = findPullable(live.current(), params.destination, identity)
        const named = leases.map((lease) => ({ lease }))
        const states = await eachOnce(named, (known) =>
          pulls.reports.extend(
            destination,
            known.map(({ lease }) => lease),
            leaseSeconds * 1000,
          ),
        )
        return { items: leases.map((lease, at) => showExtended(lease, states[at] ?? null)) }
      },
    }),
  ]
}

/** Writes down what is said of loans of one destination. */
export async function acknowledge(
  pulls: Pick<Pulls, 'reports'>,
  destination: LiveDestination,
  { leases, items }: AcknowledgeInput,
): Promise<AcknowledgedJson[]> {
  const delivered = leases.map((lease): ReportInput => ({ lease, outcome: 'delivered', reason: '' }))
  const reports = [...delivered, ...items]
  const states = await eachOnce(reports, (known) =>
    pulls.reports.report(
      destination,
      known.map(({ one: { outcome, reason, status, retryAfterSeconds }, lease }) => ({
        ...{ lease, outcome, reason, status: status ?? null },
        retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000,
      })),
    ),
  )
  return reports.map(({ lease }, at) => showAcknowledged(lease, states[at] ?? null))
}

/** Reads the leases and hands them on; what is no lease, or was named before, comes to null. */
async function eachOnce<One extends { readonly lease: string }>(
  ones: readonly One[],
  settle: (known: readonly { readonly one: One; readonly lease: Lease }[]) => Promise<readonly LoanState[]>,
): Promise<readonly LoanState[]> {
  const met = new Set<string>()
  const known = ones.flatMap((one, index) => {
    const lease = met.has(one.lease) ? null : parseLease(one.lease)
    met.add(one.lease)
    return lease === null ? [] : [{ one, index, lease }]
  })
  const settled = known.length === 0 ? [] : await settle(known)
  const states: LoanState[] = ones.map(() => null)
  for (const [at, { index }] of known.entries()) states[index] = settled[at] ?? null
  return states
}

function showAcknowledged(lease: string, state: LoanState): AcknowledgedJson {
  if (state === null) return { lease, state: null, nextAttemptAt: null, error: 'ERR_LEASE_ENDED' }
  if ('state' in state) return { lease, state: state.state, nextAttemptAt: null, error: null }
  return { lease, state: 'pending', nextAttemptAt: iso(state.dueAt), error: null }
}

function showExtended(lease: string, state: LoanState): ExtendedJson {
  return state !== null && 'dueAt' in state
    ? { lease, leaseUntil: iso(state.dueAt), error: null }
    : { lease, leaseUntil: null, error: 'ERR_LEASE_ENDED' }
}
