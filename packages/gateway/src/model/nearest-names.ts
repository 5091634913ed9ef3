/** More of a name that somebody has typed is not compared. */
const longest = 64
/** So many are suggested at most. */
const most = 3

/** As it is compared: people write `Google Pub/Sub`, `google_pubsub` and `google-pubsub`. */
function bare(name: string): string {
  return name
    .slice(0, longest)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
}

/** How many letters are to be changed, put in, left out or swapped with their neighbor until one text is the other. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      const steps = [(row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1)]
      next.push(Math.min(...steps, swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY))
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}

/** How far a known name is from one that was typed; undefined where nobody would take it for that. */
function farness(typed: string, known: string): number | undefined {
  if (typed === known) return 0
  const [short, long] = typed.length < known.length ? [typed, known] : [known, typed]
  if (short.length > 2 && long.startsWith(short)) return 1 + (long.length - short.length) / longest
  if (short.length > 4 && long.includes(short)) return 1 + (long.length - short.length) / longest
  const letters = distance(typed, known)
  return letters <= Math.max(1, Math.floor(typed.length / 3)) ? letters : undefined
}

/** The names nearest to one that there is not, the nearest first, three at most; none where nothing is like it. */
export function nearestNames(name: string, names: readonly string[]): readonly string[] {
  const typed = bare(name)
  if (typed === '') return []
  return names
    .flatMap((known) => {
      const far = farness(typed, bare(known))
      return far === undefined ? [] : [{ known, far }]
    })
    .sort((one, other) => one.far - other.far || (one.known < other.known ? -1 : 1))
    .slice(0, most)
    .map(({ known }) => known)
}

/** `Did you mean stripe or strike?`; empty where there is nothing to suggest. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearestNames(name, names)
  const last = near.at(-1)
  if (last === undefined) return ''
  return `Did you mean ${near.length === 1 ? last : `${near.slice(0, -1).join(', ')} or ${last}`}?`
}
