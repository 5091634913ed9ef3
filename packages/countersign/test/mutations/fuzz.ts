import { parseArgs } from 'node:util'
import { explain, type Scheme, type SecretMaterial } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { leastExponent } from './exponent.ts'
import { type Subject, subjectsOf, tryMutations } from './mutations.ts'

// `npm run fuzz -- --runs 10000000`: so many changed messages over all schemes, and how the CPU time of a check and of an
// explanation grows with the body. Ends with 1 where something is wrong.

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
/** Steeper than this, a body of ten times the size takes more than twenty times as long. */
const steepest = 1.3

/** Bodies that are dear to read for one or the other: a form of many names, JSON in depth and breadth, many parts. */
const hostile: readonly ((size: number) => string)[] = [
  (size) => 'a=1&'.repeat(size / 4),
  (size) => Array.from({ length: size / 8 }, (_, at) => `n${at.toString(36)}=1&`).join(''),
  (size) => `{"a":[${'{"b":1},'.repeat(size / 8)}1]}`,
  (size) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
  (size) => `--b\r\n${'content-disposition: form-data; name="x"\r\n\r\ny\r\n--b\r\n'.repeat(size / 50)}--b--`,
  (size) => `${'"\\u0061'.repeat(size / 7)}`,
]

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

/** How the time grows with the body, at the worst of the bodies; of the message as it is otherwise. */
async function growth({ scheme, vector, verifier, now }: Subject): Promise<string[]> {
  const at = now && { now }
  const wrong: string[] = []
  for (const [number, bodyOf] of hostile.entries()) {
    const given = (size: number) => {
      const body = bodyOf(size)
      const headers = body.startsWith('--b')
        ? { ...vector.headers, 'content-type': 'multipart/form-data; boundary=b' }
        : vector.headers
      return { ...vectorInput(vector), headers, body }
    }
    const check = await leastExponent([65_536, 524_288, 4_194_304], steepest, (size) => {
      const input = given(size)
      return async () => void (await verifier.safeVerify(input, at))
    })
    if (check > steepest) wrong.push(`${scheme.name}: body ${number}: a check grows by ${check.toFixed(2)}`)
  }
  const secrets: readonly SecretMaterial[] = vectorSecrets(vector)
  const options = { scheme, secrets, params: vectorParams(vector, scheme), publicUrl: vector.url, ...at }
  const told = await leastExponent([16_384, 65_536, 262_144], steepest, (size) => {
    const input = { ...vectorInput(vector), body: `{"a":[${'{"b":1},'.repeat(size / 8)}1]}` }
    return async () => void (await explain(input, options))
  })
  if (told > steepest) wrong.push(`${scheme.name}: an explanation grows by ${told.toFixed(2)}`)
  return wrong
}

const all = await Promise.all(chosen().map(subjectsOf))
console.log(`seed ${values.seed}`)
const wrong = await mutate(all, Number(values.runs), Number(values.seed))
for (const one of wrong) console.error(one)
for (const [subject] of values.quick ? [] : all) {
  if (subject === undefined) continue
  const found = await growth(subject)
  console.log(
    `${subject.scheme.name}: ${found.length === 0 ? 'grows no faster than it may' : found.join('; ')}`,
  )
  wrong.push(...found)
}
process.exitCode = wrong.length === 0 ? 0 : 1
