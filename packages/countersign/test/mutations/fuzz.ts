import { parseArgs } from 'node:util'
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { growthOfCheck, growthOfExplanation } from './growth.ts'
import { type Subject, subjectsOf, tryMutations } from './mutations.ts'

// `npm run fuzz -- --runs 10000000`: so many changed messages over all schemes, and how the CPU time of a check grows with
// each part of a message, and of an explanation with the body. Ends with 1 where something is wrong.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    scheme: { type: 'string', multiple: true },
    /** Leaves the time out. */
    quick: { type: 'boolean', default: false },
  },
})

/** In one go, so that what was reached is told while it runs. */
const portion = 1000
/** Steeper than this, what is eight times as long takes more than 22 times as long; what fits in no cache makes 1.4. */
const steepest = 1.5

function chosen(): readonly Scheme[] {
  const wanted = values.scheme ?? Object.keys(schemes)
  return wanted.map((name) => {
    const scheme = schemes[name]
    if (scheme === undefined) throw new Error(`There is no scheme ${name}.`)
    return scheme
  })
}

async function mutate(all: readonly (readonly Subject[])[], runs: number, seed: number): Promise<string[]> {
  const wrong = new Map<number, string>()
  const begun = performance.now()
  let done = 0
  for (let turn = 0; done < runs; turn++) {
    for (const [at, subjects] of all.entries()) {
      if (done >= runs) break
      done += portion
      const found = wrong.has(at)
        ? undefined
        : await tryMutations(subjects, portion, seed + turn * all.length + at)
      if (found !== undefined) wrong.set(at, found)
    }
    const seconds = Math.round((performance.now() - begun) / 1000)
    console.log(`${done} messages in ${seconds} s, ${wrong.size} schemes wrong`)
  }
  return [...wrong.values()]
}

const all = await Promise.all(chosen().map(subjectsOf))
console.log(`seed ${values.seed}`)
const wrong = await mutate(all, Number(values.runs), Number(values.seed))
for (const [subject] of values.quick ? [] : all) {
  if (subject === undefined) continue
  const { name } = subject.scheme
  const growth = [...(await growthOfCheck(subject, steepest)), await growthOfExplanation(subject, steepest)]
  const [worst] = growth.toSorted((one, other) => other.exponent - one.exponent)
  console.log(`${name}: ${growth.length} parts, at most by ${worst?.exponent.toFixed(2)} (${worst?.what})`)
  for (const { what, exponent } of growth)
    if (exponent > steepest) wrong.push(`${name}: ${what} grows by ${exponent.toFixed(2)}`)
}
for (const one of wrong) console.error(one)
process.exitCode = wrong.length === 0 ? 0 : 1
