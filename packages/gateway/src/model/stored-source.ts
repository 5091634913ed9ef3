import type { Unnumbered } from './configuration.ts'
import type { Source, SourcePolicy } from './source.ts'

type Fields = Readonly<Record<string, unknown>>

/** In the rows of versions that copied the gateway's limit, and know of no other. In bytes. */
const copiedLimit = 1024 * 1024

/**
 * A source as its row holds it. A limit that is looked up stands there as the number that versions of before have copied
 * from the default; one's own of that very number is marked as such.
 */
export function storedSource(source: Unnumbered<Source>): Fields {
  const { maxBodyBytes } = source.policy
  if (maxBodyBytes === null) return { ...source, policy: { ...source.policy, maxBodyBytes: copiedLimit } }
  if (maxBodyBytes !== copiedLimit) return { ...source }
  return { ...source, policy: { ...source.policy, ownLimit: true } }
}

/** A source from its row, of whatever version. */
export function readSource<Stored extends Fields>(stored: Stored): Unnumbered<Source> {
  const { ownLimit, ...policy } = stored.policy as SourcePolicy & { readonly ownLimit?: boolean }
  const copied = policy.maxBodyBytes === copiedLimit && ownLimit !== true
  return {
    ...stored,
    policy: copied ? { ...policy, maxBodyBytes: null } : policy,
  } as unknown as Unnumbered<Source>
}
