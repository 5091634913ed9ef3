import type { Place } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Where a credential at this place stands in the query, or may where a setting says so; nothing where it cannot. */
export function credentialQuery(at: Place): Pick<Scheme, 'credentialQuery'> {
  if (at.in === 'query') return { credentialQuery: { names: [at.name], params: [] } }
  return at.in === 'found' && at.queryParam !== undefined
    ? { credentialQuery: { names: [], params: [at.queryParam] } }
    : {}
}
