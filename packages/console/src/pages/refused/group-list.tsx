import { Link } from 'wouter'
import type { RefusalGroup } from '../../api/types.ts'
import { firstSentence, number } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import styles from './refused.module.css'

/** What was refused, a row for each source and reason, the latest first. */
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
                <b>{group.cause === null ? group.code : firstSentence(group.cause)}</b>
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
