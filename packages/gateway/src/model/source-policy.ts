import type { SourcePolicy } from './source.ts'

/**
 * The policy of a source unless it says otherwise. SeaTable switches a webhook off after five refusals, so
 * that its sources hold what does not match instead of refusing it.
 */
export function defaultSourcePolicy(scheme: string): SourcePolicy {
  return {
    onMismatch: scheme === 'seatable' ? 'hold' : 'refuse',
    maxBodyBytes: null,
    ratePerSecond: null,
    toleranceSeconds: null,
    dropSameBytesWithinMs: null,
    rejections: { count: 1000, bytes: 16 * 1024 * 1024, perSecond: 20 },
  }
}

/** The largest body that a source takes, in bytes: its own limit, and never more than the gateway's. */
export function bodyLimit({ maxBodyBytes }: Pick<SourcePolicy, 'maxBodyBytes'>, gateway: number): number {
  return maxBodyBytes === null || maxBodyBytes > gateway ? gateway : maxBodyBytes
}
