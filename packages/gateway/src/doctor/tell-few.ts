import { type Finding, worstFirst } from '../model/finding.ts'

/** So many findings of one check are told one by one. */
const mostTold = 20

/** The worst of what one check found, and how many more there are. */
export function tellFew(check: string, findings: readonly Finding[]): readonly Finding[] {
  const worst = worstFirst(findings)
  const [next] = worst.slice(mostTold)
  if (next === undefined) return findings
  const says = `${worst.length - mostTold} more of this kind.`
  const rest: Finding = { check, state: next.state, says, cure: 'Mend those above, and look again.' }
  return [...worst.slice(0, mostTold), rest]
}
