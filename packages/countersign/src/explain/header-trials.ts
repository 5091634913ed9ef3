import type { Scheme } from '../scheme/scheme.ts'
import type { Cause } from './causes.ts'
import type { Trial } from './trial.ts'

type Headers = Readonly<Record<string, string>>

const behindWord = /^(?:Bearer|Token|Basic|Signature)[ :]+(.+)$/i

/** Headers that are tried in the place of one that is missing. */
const mostOthers = 16

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What a header may have been before it was written again: of any scheme, whatever stands in it. */
function before(value: string): [code: Cause, evidence: string, text: string | undefined][] {
  const [first = '', ...others] = value.split(', ')
  const doubled = others.length > 0 && others.every((one) => one === first) ? first : undefined
  const half = value.length % 2 === 0 ? value.length / 2 - 1 : 0
  const halved = value.slice(0, half) === value.slice(half + 2) && value.slice(half, half + 2) === ', '
  const without = 'Without it the signature matches.'
  return [
    ['header-doubled', 'Once, it matches.', doubled ?? (halved ? value.slice(0, half) : undefined)],
    [
      'signature-white-space',
      without,
      value
        .trim()
        .replace(/^(["'])(.*)\1$/s, '$2')
        .trim(),
    ],
    ['signature-percent-encoded', 'Decoded it matches.', percentDecoded(value)],
    ['signature-capitals', 'In lower case it matches.', value.toLowerCase()],
    ['signature-capitals', 'In capitals it matches.', value.toUpperCase()],
    ['credential-prefix', without, behindWord.exec(value)?.[1]],
    ['credential-prefix', 'Behind Bearer it matches.', `Bearer ${value}`],
  ]
}

/** The headers that a scheme reads, each with one thing changed; and another in the place of one that is missing. */
export function headerTrials({ proof }: Scheme, headers: Headers): readonly Trial[] {
  const trials: Trial[] = []
  const absent = proof.headers.filter((name) => headers[name] === undefined)
  for (const name of proof.headers) {
    const value = headers[name]
    if (value === undefined || value.length > 16_384) continue
    for (const [code, evidence, text] of before(value)) {
      if (text === undefined || text === value || text === '') continue
      trials.push({ headers: { [name]: text }, changes: [{ code, evidence: `${evidence} (${name})` }] })
    }
  }
  const [missing] = absent
  if (missing === undefined || absent.length > 2) return trials
  const others = Object.entries(headers).filter(
    ([name, value]) => !proof.headers.includes(name) && value.length >= 8,
  )
  for (const [name, value] of others.slice(0, mostOthers)) {
    const evidence = `The header ${name.slice(0, 64)} read as ${missing} matches.`
    trials.push({ headers: { [missing]: value }, changes: [{ code: 'header-renamed', evidence }] })
    const bare = behindWord.exec(value)?.[1]
    if (bare === undefined) continue
    const more = {
      code: 'credential-prefix',
      evidence: `Without its first word it matches. (${name.slice(0, 64)})`,
    } as const
    trials.push({ headers: { [missing]: bare }, changes: [{ code: 'header-renamed', evidence }, more] })
  }
  return trials
}
