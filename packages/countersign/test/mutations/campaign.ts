import type { Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import type { Blocks } from './blocks.ts'
import { growthOfCheck, growthOfExplanation } from './growth.ts'
import { Hunt } from './hunt.ts'
import { replay } from './replay.ts'
import { type Subject, subjectsOf } from './subjects.ts'

/** What is fuzzed, and for how long. */
export interface CampaignOptions {
  /** Default: all schemes. */
  readonly names: readonly string[] | undefined
  /** So many messages over all schemes. */
  readonly runs: number
  /** No more than so long for them. */
  readonly minutes: number
  readonly seed: number
  /** Whether as many messages are tried without keeping any. */
  readonly besideRandom: boolean
  /** Whether it is measured how time grows with the message. */
  readonly growth: boolean
}

/** In one go, so that what was reached is told while it runs. */
const portion = 1000
/** Steeper than this, what is eight times as long takes more than 22 times as long; what fits in no cache makes 1.4. */
const steepest = 1.5

function chosen(names: readonly string[] = Object.keys(schemes)): readonly Scheme[] {
  return names.map((name) => {
    const scheme = schemes[name]
    if (scheme === undefined) throw new Error(`There is no scheme ${name}.`)
    return scheme
  })
}

/** How many blocks some hunts have reached, any of them and each for itself. */
function reachedBy(hunts: readonly Hunt[]): { readonly together: number; readonly each: number } {
  const all = new Set<number>()
  let each = 0
  for (const { reached } of hunts) {
    reached?.forEach((one, block) => {
      if (one === 0) return
      all.add(block)
      each++
    })
  }
  return { together: all.size, each }
}

async function hunted(
  title: string,
  hunts: readonly Hunt[],
  { runs, minutes }: CampaignOptions,
): Promise<readonly string[]> {
  const wrong = new Map<Hunt, string>()
  const begun = performance.now()
  const seconds = (): number => Math.round((performance.now() - begun) / 1000)
  let done = 0
  while (done < runs && wrong.size < hunts.length && seconds() < minutes * 60) {
    for (const hunt of hunts) {
      const count = Math.min(portion, runs - done)
      if (count === 0) break
      if (wrong.has(hunt)) continue
      done += count
      const found = await hunt.run(count)
      if (found === undefined) continue
      wrong.set(hunt, replay(found))
      console.error(wrong.get(hunt))
    }
    const kept = hunts.reduce((sum, hunt) => sum + hunt.kept, 0)
    const { together, each } = reachedBy(hunts)
    console.log(
      `${title}: ${done} messages in ${seconds()} s, ${kept} kept; ${together} blocks, ${each} over the schemes; ${wrong.size} schemes wrong`,
    )
  }
  return [...wrong.values()]
}

async function growth(all: readonly (readonly Subject[])[]): Promise<readonly string[]> {
  const steep: string[] = []
  for (const [subject] of all) {
    if (subject === undefined) continue
    const { name } = subject.scheme
    const parts = [...(await growthOfCheck(subject, steepest)), await growthOfExplanation(subject, steepest)]
    const [worst] = parts.toSorted((one, other) => other.exponent - one.exponent)
    console.log(`${name}: ${parts.length} parts, at most by ${worst?.exponent.toFixed(2)} (${worst?.what})`)
    for (const { what, exponent } of parts) {
      if (exponent <= steepest) continue
      steep.push(`${name}: ${what} grows by ${exponent.toFixed(2)}`)
      console.error(steep.at(-1))
    }
  }
  return steep
}

/** Fuzzes schemes, prints how far it has come, and answers what is wrong. */
export async function campaign(blocks: Blocks, options: CampaignOptions): Promise<readonly string[]> {
  const { names, seed } = options
  const all = await Promise.all(chosen(names).map(subjectsOf))
  console.log(`seed ${seed}`)
  const hunts = (keep: boolean): readonly Hunt[] =>
    all.map((subjects, at) => new Hunt(subjects, seed + at, blocks, keep))
  const wrong = [...(await hunted('keeping', hunts(true), options))]
  if (options.besideRandom) wrong.push(...(await hunted('at random', hunts(false), options)))
  return options.growth ? [...wrong, ...(await growth(all))] : wrong
}
