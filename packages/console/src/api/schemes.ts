import type { UseQueryResult } from '@tanstack/react-query'
import { useAll } from './queries.ts'
import type { Scheme, Source } from './types.ts'

/** The schemes of the catalogue. */
export function useSchemes(): UseQueryResult<readonly Scheme[]> {
  return useAll<Scheme>('/schemes')
}

/** What a source's or a destination's scheme is called, by its name or its own words. */
export function schemeTitle(scheme: Source['scheme'], schemes: readonly Scheme[] | undefined): string {
  if (typeof scheme !== 'string') return scheme.title ?? scheme.name
  if (scheme === 'publish') return 'for publishing'
  return schemes?.find(({ name }) => name === scheme)?.title ?? scheme
}
