import type { Scheme } from '../scheme/scheme.ts'
import type { WebhookOptions } from './webhook-options.ts'

/**
 * `next build` loads every route to learn its settings, and has no secrets on most machines: they are asked for at the
 * first request there, which a build never makes. Source of the name: next/dist/shared/lib/constants, PHASE_PRODUCTION_BUILD.
 */
export function notWhileBuilding<S extends Scheme, Context>(
  options: WebhookOptions<S, Context>,
): WebhookOptions<S, Context> {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }
  const { secrets } = options
  if (process?.env?.NEXT_PHASE !== 'phase-production-build' || typeof secrets === 'function') return options
  return { ...options, secrets: () => secrets }
}
