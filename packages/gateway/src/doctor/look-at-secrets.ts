import { setImmediate as turn } from 'node:timers/promises'
import type { Live } from '../configuration/live.ts'
import { counted } from '../model/counted.ts'
import { type Finding, wellFound } from '../model/finding.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import { secretBinding } from '../model/seal-bindings.ts'
import type { SealedSecret } from '../model/secret.ts'
import { operationalSource, publishScheme, type Source } from '../model/source.ts'
import type { Seal } from '../seal/seal.ts'
import { secretWarnings } from '../setup/secret-warnings.ts'
import { sourceWarnings } from '../setup/source-warnings.ts'
import { tellFew } from './tell-few.ts'

/** A secret that ends within this, in ms, with none to follow, is told. */
const soonMs = 7 * 86_400_000
/** So many sources are looked at in one piece. */
const sourcesAtOnce = 100

/** Looks at the secrets of all sources: too short, a placeholder, over or soon over. Names none. */
export async function lookAtSecrets(
  live: Pick<Live, 'catalog' | 'current'>,
  seal: Pick<Seal, 'open'>,
  now: number,
): Promise<readonly Finding[]> {
  const { sources, secrets } = live.current().configuration
  const findings: Finding[] = []
  let looked = 0
  let unsigned = 0
  for (const source of sources.from(0)) {
    if (source.deletedAt !== null || source.name === operationalSource || source.scheme === publishScheme)
      continue
    if (source.unsigned) unsigned++
    else findings.push(...lookAtSource(source, secrets.all('owner', source.id), live, seal, now))
    looked++
    if (looked % sourcesAtOnce === 0) await turn()
  }
  if (unsigned > 0)
    findings.push({
      check: 'secrets',
      state: 'warn',
      says: `${counted(unsigned, 'source takes', 'sources take')} in whatever knows the address.`,
      cure: 'Give each a scheme and a secret where its provider can sign.',
    })
  if (findings.length === 0)
    return [wellFound('secrets', `Nothing is doubtful about the secrets of ${counted(looked, 'source')}.`)]
  return tellFew('secrets', findings)
}

function lookAtSource(
  source: Source,
  secrets: readonly SealedSecret[],
  { catalog }: Pick<Live, 'catalog'>,
  seal: Pick<Seal, 'open'>,
  now: number,
): Finding[] {
  const found = (state: 'warn' | 'bad', says: string, cure: string): Finding => ({
    ...{ check: 'secrets', state, cure },
    says: `Source ${source.name}: ${says}`,
  })
  const scheme = schemeOf(source)
  const findings = sourceWarnings(catalog, source).map((warning) =>
    found('warn', warning, `countersign source change ${source.name} --param NAME=VALUE`),
  )
  for (const { id, owner, sealed } of secrets) {
    const text = Buffer.from(seal.open(sealed, secretBinding({ id, owner }))).toString('utf8')
    for (const warning of secretWarnings(catalog, scheme, text))
      findings.push(
        found(
          'warn',
          `${id}: ${warning}`,
          `countersign source secret add ${source.name} --secret-env NEXT_SECRET --expire-others-after 86400`,
        ),
      )
  }
  const good = secrets.filter(
    ({ notBefore, expiresAt }) => (notBefore ?? 0) <= now && (expiresAt ?? Number.POSITIVE_INFINITY) > now,
  )
  const ends = Math.max(...secrets.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY))
  const cure = `countersign source secret add ${source.name} --secret-env NAME`
  if (secrets.length > 0 && good.length === 0)
    findings.push(found('bad', 'no secret of it is valid now; everything is refused.', cure))
  else if (good.length > 0 && ends < now + soonMs)
    findings.push(
      found('warn', `its last secret ends at ${new Date(ends).toISOString()}, with none to follow.`, cure),
    )
  return findings
}
