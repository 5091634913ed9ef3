import { explain, WebhookError } from 'countersign'
import { vectorParams, vectorSecrets } from 'countersign/vectors'
import { judged, judgedTwice } from './judged.ts'
import { type Changed, inputOf } from './message.ts'
import { mutated } from './mutations.ts'
import { type Numbers, numbersFrom, oneOf } from './numbers.ts'
import { type Authentic, authentic, type Subject, signedAnew } from './subjects.ts'

/** A message, and the authentic one that it is made of; without that it is signed itself. */
interface Tried {
  readonly subject: Subject
  readonly message: Changed
  readonly from?: Authentic
}

/** A message to change further. */
interface Entry extends Tried {
  readonly from: Authentic
}

/** A message that is judged wrongly. */
export interface Wrong extends Tried {
  readonly why: string
}

/** Tells which blocks run: see `Blocks`. */
export interface Watch {
  none(): Uint8Array
  begin(): void
  addTo(known: Uint8Array): boolean
}

/** So many of the latest are changed as often as all that was kept before them. */
const lately = 8
/** What has grown beyond so many bytes is not changed further: it would only take time. */
const largest = 65_536

/** Changed messages of one scheme. Those that reach blocks which none before them reached are kept, and changed further. */
export class Hunt {
  /** Which blocks have been reached. */
  readonly reached: Uint8Array | undefined
  readonly #valid: readonly Entry[]
  readonly #corpus: Entry[]
  readonly #blocks: Watch | undefined
  readonly #number: Numbers
  readonly #keep: boolean
  #begun = false

  /**
   * @param blocks - tells what is reached; without it nothing is kept
   * @param keep - `false` keeps nothing, and tells what is reached so
   */
  constructor(subjects: readonly Subject[], seed: number, blocks?: Watch, keep = true) {
    this.#corpus = subjects.map((subject) => ({
      subject,
      message: subject.original.message,
      from: subject.original,
    }))
    this.#valid = [...this.#corpus]
    this.#number = numbersFrom(seed)
    this.#blocks = blocks
    this.reached = blocks?.none()
    this.#keep = keep
  }

  /** How many messages have been kept. */
  get kept(): number {
    return this.#corpus.length
  }

  /** Tries so many more; answers the first that is judged wrongly. */
  async run(count: number): Promise<Wrong | undefined> {
    if (this.#corpus.length === 0) throw new Error('no valid vector')
    if (!this.#begun) for (const entry of this.#corpus) await this.#isNew(entry)
    this.#begun = true
    for (let done = 0; done < count; done++) {
      const tried = await this.#next()
      const found = await this.#isNew(tried)
      const why = found === true && this.#keep ? await this.#keepIt(tried) : found
      if (typeof why === 'string') return { ...tried, why }
    }
    return undefined
  }

  /** Keeps a message, to be changed further; what is wrong with it when it is looked at closely. */
  async #keepIt(tried: Tried): Promise<string | undefined> {
    const { subject, message } = tried
    const from = tried.from ?? (await authentic(subject, message))
    if (from !== undefined) this.#corpus.push({ subject, message, from })
    return lookedAt(tried)
  }

  /** Whether a message reaches what none before it did; what is wrong with how it is judged. */
  async #isNew({ subject, message, from }: Tried): Promise<boolean | string> {
    this.#blocks?.begin()
    const why = await judged(subject, message, from)
    if (why !== undefined) return why
    return this.reached !== undefined && this.#blocks?.addTo(this.reached) === true
  }

  async #next(): Promise<Tried> {
    const number = this.#number
    const corpus = this.#corpus
    // Half of the time what is valid: most ways lead from there.
    const from = number(2) === 0 ? this.#valid : number(2) === 0 ? corpus.slice(-lately) : corpus
    const chosen = oneOf(from, number)
    const { subject } = chosen
    // What is found is signed now and then, so that what comes after the signature sees it, too.
    if (number(20) === 0) {
      const message = await signedAnew(subject, mutated(chosen.message, number, subject.words))
      if (message !== undefined) return { subject, message }
    }
    let message = mutated(chosen.message, number, subject.words)
    for (let more = 0; more < 3 && number(3) === 0; more++) message = mutated(message, number, subject.words)
    return sizeOf(message) > largest ? chosen : { subject, message, from: chosen.from }
  }
}

function sizeOf({ url = '', headers, body }: Changed): number {
  return body.length + url.length + Object.entries(headers).flat().join('').length
}

/** What is kept is judged again in each way, and explained. */
async function lookedAt({ subject, message, from }: Tried): Promise<string | undefined> {
  const why = await judgedTwice(subject, message, from)
  if (why !== undefined) return why
  const { scheme, vector, now } = subject
  try {
    await explain(inputOf(message), {
      scheme,
      secrets: vectorSecrets(vector),
      params: vectorParams(vector, scheme),
      ...(now && { now }),
    })
  } catch (error) {
    if (!WebhookError.is(error)) return `explain threw ${String(error)}`
  }
  return undefined
}
