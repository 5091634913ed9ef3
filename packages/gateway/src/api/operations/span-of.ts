import type { SpanQuery } from '../../journal/port/look.ts'

/** A span of what of it is asked. */
export function spanOf({
  sources,
  from,
  to,
}: {
  readonly sources?: readonly number[] | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}): SpanQuery {
  return {
    ...(sources !== undefined && { sources }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }
}
