import { Refusal } from '../../model/refusal.ts'
import type { Seal } from '../../seal/seal.ts'
import type { OnlyIf } from '../../setup/setup.ts'
import type { Standing } from '../../setup/standing.ts'
import { tagOf } from '../../setup/tag-of.ts'
import type { Asked } from './operation.ts'

/**
 * What `If-Match` demands of a thing before it is changed, RFC 9110 section 13.1.1; undefined where it is not sent. What
 * it makes throws ERR_CHANGED; of what is not there the command itself tells.
 */
export function onlyIfMatch(
  headers: Asked<unknown, unknown>['headers'],
  seal: Pick<Seal, 'mark'>,
  find: (now: Standing) => object | undefined,
): OnlyIf | undefined {
  const { 'if-match': given } = headers
  if (given === undefined) return undefined
  // A weak one never matches, and neither does what is no tag.
  const tags = String(given)
    .split(',')
    .map((tag) => tag.trim())
  return (now) => {
    const thing = find(now)
    if (thing === undefined || tags.includes('*') || tags.includes(`"${tagOf(thing, seal)}"`)) return
    throw new Refusal('ERR_CHANGED')
  }
}
