import type { Named } from './named.ts'

/** Why a place of the gateway, made wrong, makes no difference that a test could see. */
export interface GatewayReason {
  /** Below `packages/gateway/src`. */
  readonly in: string
  /** What stands there. */
  readonly was: string
  /** What its line says, where the same stands elsewhere in the file: a line number would be another tomorrow. */
  readonly beside?: string
  readonly why: string
}

/** A place that was tried, and its line. */
export type Tried = Pick<Named, 'file' | 'was'> & { readonly text: string }

/** The reasons. A place that two of them fit has the first. */
export const gatewayReasons: readonly GatewayReason[] = [
  {
    in: 'model/retry-after.ts',
    was: "''",
    why: 'It stands in for a group of a form that has matched, which is always there.',
  },
  {
    in: 'model/retry-after.ts',
    was: '100',
    beside: 'near - 100',
    why: 'The date is in the past with either, so that no wait is asked for.',
  },
  {
    in: 'egress/egress.ts',
    was: "'dns'",
    why: 'The gateway always names its resolver; what names none asks for addresses alone, which nobody looks up.',
  },
  {
    in: 'egress/egress.ts',
    was: "'The destination has no address that may be reached.'",
    why: 'It is told to people.',
  },
  {
    in: 'deliver/ownership.ts',
    was: '0',
    beside: '#doubts = 0',
    why: 'It is compared with what it was a moment before: where it begins says nothing.',
  },
  {
    in: 'journal/sqlite/write/append.ts',
    was: "''",
    why: 'It stands in for the method and the URL, which every event has.',
  },
]

function fits(reason: GatewayReason, { file, was, text }: Tried): boolean {
  return reason.in === file && reason.was === was && text.includes(reason.beside ?? '')
}

/** The reason for which nobody sees a place made wrong; `undefined` where none is known. */
export function explainedInGateway(
  place: Tried,
  reasons: readonly GatewayReason[] = gatewayReasons,
): string | undefined {
  return reasons.find((reason) => fits(reason, place))?.why
}

/** The reasons given for these files that none of these places needs. */
export function staleReasons(
  files: readonly string[],
  places: readonly Tried[],
  reasons: readonly GatewayReason[] = gatewayReasons,
): readonly GatewayReason[] {
  return reasons.filter((reason) => files.includes(reason.in) && !places.some((place) => fits(reason, place)))
}
