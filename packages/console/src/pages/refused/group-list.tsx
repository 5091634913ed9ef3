import { Link } from 'wouter'
import type { RefusalGroup } from '../../api/types.ts'
import { firstSentence, number } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import styles from './refused.module.css'

/** What was refused, a row for each source and reason, the latest first, with the causes that were found. */
export function GroupList({ groups, code }: { groups: readonly RefusalGroup[]; code: string | null }) {
  return (
    <ul className={styles.groups} aria-label="Refused, by source and reason">
      {groups
        .filter((group) => code === null || group.code === code)
        .map((group) => (
          <li key={`${group.source} ${group.code}`} className={styles.group}>
            <span className={styles.count}>{number(group.count)}</span>
            <div className="stack">
              <p className="line">
                <State of="refused" word={group.source ?? 'others'} />
                <b>{headline(group)}</b>
              </p>
              <p className="muted line">
                <span>
                  first <Time at={group.firstAt} />
                </span>
                <span>
                  last <Time at={group.lastAt} /> <Ago at={group.lastAt} />
                </span>
                {group.source !== null && (
                  <Link href={`/rejections?source=${encodeURIComponent(group.source)}&code=${group.code}`}>
                    {number(group.kept)} of them kept
                    <span className="heard">
                      , {group.source}, {group.code}
                    </span>
                  </Link>
                )}
                <code>{group.code}</code>
              </p>
              <Causes group={group} />
            </div>
            {group.sample !== null && (
              <Link href={`/rejections/${group.sample}`} className="button">
                Prove and mend
                <span className="heard">
                  {' '}
                  {group.source}, {group.code}
                </span>
              </Link>
            )}
          </li>
        ))}
    </ul>
  )
}

/** What the newest was refused for; where that is not known yet, what most were. */
function headline({ cause, causes, code }: RefusalGroup): string {
  const known = cause ?? causes[0]?.cause
  return known === undefined ? code : firstSentence(known)
}

/** How many of those that were looked at were refused for what. */
function Causes({ group }: { group: RefusalGroup }) {
  const { causes, code } = group
  const looked = causes.reduce((sum, { count }) => sum + count, 0)
  const [first] = causes
  if (first === undefined) return null
  if (causes.length === 1 && firstSentence(first.cause) === headline(group))
    return (
      <p className="muted num">
        So it is of{' '}
        {group.source === null ? (
          lookedAt(looked)
        ) : (
          <Link href={hrefOf(group.source, code, first.codes)}>
            {lookedAt(looked)}
            <span className="heard">
              , {group.source}, {code}
            </span>
          </Link>
        )}
        .
      </p>
    )
  return (
    <div>
      <p className="muted num">Of {number(looked)} that were looked at:</p>
      <ul className={styles.causes}>
        {causes.map(({ codes, cause, count, lastAt, sample }) => (
          <li key={codes.join()}>
            <b className="num">{number(count)}</b>
            <span>
              {group.source === null ? cause : <Link href={hrefOf(group.source, code, codes)}>{cause}</Link>}{' '}
              <Ago at={lastAt} />
              {sample !== null && (
                <>
                  {' · '}
                  <Link href={`/rejections/${sample}`}>
                    one of them<span className="heard">: {cause}</span>
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function lookedAt(count: number): string {
  return count === 1 ? 'the one that was looked at' : `all ${number(count)} that were looked at`
}

/** Those that are kept of what was found to be refused for a cause. */
function hrefOf(source: string, code: string, codes: readonly string[]): string {
  return `/rejections?${new URLSearchParams({ source, code, cause: codes.join('+') })}`
}
