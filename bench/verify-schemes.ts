// What a byte of a body costs under each scheme whose keyed hash covers it, beside Webex, beside the bare hash, and, of schemes that
// read the body to know what is signed or when, beside the least that this reading takes; in one process and in turns.
//
//   node --conditions=countersign-source bench/verify-schemes.ts [rounds]
import { createHash, createHmac, createSecretKey, type Hmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createVerifier, type Scheme, sign } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { webex } from 'countersign/schemes/webex'
import { type Vector, vectorParams, vectorSecrets } from 'countersign/vectors'
import { describeMachine, machineLine } from './machine.ts'

const rounds = Number(process.argv[2] ?? 15)
const url = 'https://example.com/hook'
/** So often in each turn, so that both take some milliseconds. */
const sizes = [
  { bytes: 1024, times: 320 },
  { bytes: 65_536, times: 32 },
] as const

interface Measured {
  readonly name: string
  readonly hash: string
  /** For each size, and each round: µs of CPU. */
  readonly costs: readonly [number[], number[]]
  readonly works: readonly [() => unknown, () => unknown]
}

function bodyOf(bytes: number): Buffer {
  const rest = bytes - JSON.stringify({ type: 'a', data: { text: '' } }).length
  return Buffer.from(JSON.stringify({ type: 'a', data: { text: 'x'.repeat(rest) } }))
}

/** A scheme ready to check a message of each size, or null where it signs no such message. */
async function measured(scheme: Scheme): Promise<Measured | null> {
  const { hmac } = scheme.proof
  if (hmac === undefined || scheme.proof.covers !== 'body') return null
  const vectors: Vector[] = JSON.parse(
    readFileSync(new URL(`../vectors/${scheme.name}.json`, import.meta.url), 'utf8'),
  )
  const [vector] = vectors.filter(({ expect }) => expect === 'valid')
  if (vector === undefined) return null
  const options = {
    scheme,
    secrets: vectorSecrets(vector),
    params: vectorParams(vector, scheme),
    publicUrl: url,
    maxBytes: 131_072,
  }
  const now = new Date(1_700_000_000_000)
  try {
    const verifier = createVerifier(options)
    const [small, large] = await Promise.all(
      sizes.map(async ({ bytes }) => {
        const given = { body: bodyOf(bytes), url, method: 'POST', headers: {}, id: 'msg_1' }
        const signed = await sign(given, { ...options, now })
        const input = { ...signed, headers: signed.headers, url, method: 'POST' }
        verifier.verifySync(input, { now })
        return () => verifier.verifySync(input, { now })
      }),
    )
    if (small === undefined || large === undefined) return null
    return { name: scheme.name, hash: hmac.hash, costs: [[], []], works: [small, large] }
  } catch (error) {
    console.log(`${scheme.name} is left out: ${(error as { code?: string }).code}`)
    return null
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What goes into the hash where that is more than the body alone, by scheme: the runtime's own parsers, and nothing beside them. */
const readings: Readonly<Record<string, (body: Buffer, hmac: Hmac) => void>> = {
  // When it was signed stands in the JSON.
  linear: withJson,
  pusher: withJson,
  mandrill: (body, hmac) => {
    for (const [name, value] of [...new URLSearchParams(strict.decode(body))].sort())
      hmac.update(name).update(value)
  },
  // What is signed holds the body as a text of JSON.
  hygraph: (body, hmac) => void hmac.update(JSON.stringify(strict.decode(body)).slice(1, -1)),
  'sinch-application': (body, hmac) => void hmac.update(createHash('md5').update(body).digest('base64')),
}

function withJson(body: Buffer, hmac: Hmac): void {
  JSON.parse(strict.decode(body))
  hmac.update(body)
}

/** The least that a check is: the hash of the body with a key that is ready, and what is read of it for that. */
function floorOf(hash: string, of: string): Measured {
  const key = createSecretKey(Buffer.from('a secret of the bench'))
  const read = readings[of] ?? ((body, hmac) => void hmac.update(body))
  const [small, large] = sizes.map(({ bytes }) => {
    const body = bodyOf(bytes)
    return () => {
      const hmac = createHmac(hash, key)
      read(body, hmac)
      return hmac.digest('hex')
    }
  })
  return { name: `floor of ${of}`, hash, costs: [[], []], works: [small ?? String, large ?? String] }
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

function cost(work: () => unknown, times: number): number {
  const start = process.cpuUsage()
  for (let time = 0; time < times; time++) work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / times
}

const subjects = (await Promise.all(Object.values(schemes).map(measured))).filter((one) => one !== null)
const hashes = [...new Set(subjects.map(({ hash }) => hash))].sort()
const read = subjects.filter(({ name }) => Object.hasOwn(readings, name))
const floors = [
  ...hashes.map((hash) => floorOf(hash, hash)),
  ...read.map(({ hash, name }) => floorOf(hash, name)),
]
const all = [...floors, ...subjects]
for (let round = -2; round < rounds; round++) {
  // Forth and back, so that what grows slower or faster within a round does so for all.
  for (const one of round % 2 === 0 ? all : all.toReversed()) {
    for (const at of [0, 1] as const) {
      const spent = cost(one.works[at], sizes[at].times)
      if (round >= 0) one.costs[at].push(spent)
    }
  }
}

/** ns of CPU for each further byte. */
const ofByte = ({ costs: [small, large] }: Measured): number =>
  ((median(large) - median(small)) * 1000) / (sizes[1].bytes - sizes[0].bytes)

const peer = subjects.find(({ name }) => name === webex.name)
if (peer === undefined) throw new Error('Webex is not there.')
console.log(machineLine(describeMachine()))
console.log(
  `CPU by verifySync of a prepared verifier, median of ${rounds} rounds: µs for a body of 1 KiB and of 64 KiB, ns for a byte between them;`,
)
console.log('the byte in parts of Webex, of the bare hash, and of the hash with what must be read')
const floorNamed = (name: string): Measured | undefined =>
  floors.find((one) => one.name === `floor of ${name}`)
for (const hash of hashes) {
  const floor = floorNamed(hash) as Measured
  const own = subjects.filter((one) => one.hash === hash).sort((a, b) => ofByte(a) - ofByte(b))
  console.log(`\n${hash}: ${own.length} schemes`)
  for (const one of [floor, ...own]) {
    const [small, large] = one.costs.map(median)
    const least = floorNamed(one.name)
    const parts = [peer, floor, least ?? []].flat().map((other) => ofByte(one) / ofByte(other))
    console.log(
      `${one.name.padEnd(26)} ${(small ?? 0).toFixed(2).padStart(7)} ${(large ?? 0).toFixed(1).padStart(7)}  ${ofByte(one).toFixed(3)}  × ${parts.map((part) => part.toFixed(2)).join('  × ')}`,
    )
  }
}
