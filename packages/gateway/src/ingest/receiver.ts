import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HandshakeAnswer } from 'countersign'
import type { LiveSource } from '../configuration/live.ts'
import { inert } from '../configuration/prepared-answer.ts'
import { JournalUnavailable } from '../journal/errors.ts'
import type { ChunkPace } from '../model/chunk-pace.ts'
import { letGo } from '../model/let-go.ts'
import { bodyLimit } from '../model/source-policy.ts'
import type { Trace } from '../model/trace.ts'
import type { Acceptor, Candidate, Outcome } from './accept.ts'
import { sayAccepted, sayDuplicate, sayEcho, sayHeld, sayPrepared, sayRefused, statusOf } from './answers.ts'
import type { ClientNetwork } from './client-network.ts'
import type { IngestCounts } from './counts.ts'
import { type Echoes, echoOf, mostEchoBytes } from './echo.ts'
import type { Held, Intake } from './intake.ts'
import { readBody } from './read-body.ts'
import type { Refusals } from './refusals.ts'
import type { RefusalReason, Rejections } from './rejections.ts'
import type { SourceRates } from './source-rates.ts'
import { tooLarge } from './too-large.ts'
import { findHandshake } from './verify-candidate.ts'

/** What handshakes bring about. Both reject as the journal or the network does. */
export interface HandshakeEffects {
  /** Keeps the secret that a provider has set while a source, by id, is enrolling; false: it may not be. */
  enroll(source: string, secret: string): Promise<boolean>
  /** Fetches an address that a provider has signed; false: it did not answer 2xx. */
  visit(url: string): Promise<boolean>
}

/** More headers than this are refused. */
export const mostHeaders = 100

export interface ReceiverOptions {
  readonly findSource: (path: string) => LiveSource | undefined
  readonly echoes: Pick<Echoes, 'use'>
  readonly acceptor: Acceptor
  readonly rejections: Rejections
  readonly refusals: Refusals
  readonly intake: Intake
  readonly pace: ChunkPace
  readonly rates: SourceRates
  readonly clientNetwork: ClientNetwork
  readonly disk: { readonly low: boolean }
  /** The gateway's own limit of a body. */
  readonly maxBodyBytes: number
  readonly handshakes: HandshakeEffects
  readonly counts: IngestCounts
  readonly log: { error(about: object, message: string): void }
  /** Told what became of each request; absent where nobody follows them. */
  readonly trace?: Trace | undefined
  readonly now: () => number
  /** Ms of a clock that nobody sets. */
  readonly elapsed: () => number
}

/**
 * Takes a request from its first byte to its answer. What is cheap to refuse is refused before the body is
 * read; nothing is remembered of a source that does not exist.
 */
export class Receiver {
  readonly #options: ReceiverOptions

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  /** @param path - what stands after `/in/` up to the query, as the client wrote it: the whole of it is the key */
  receive(request: IncomingMessage, response: ServerResponse, path: string): void {
    const live = this.#options.findSource(path)
    if (live === undefined) {
      if (request.method === 'POST' && this.#options.echoes.use(path)) this.#echo(request, response)
      else this.#refuseLater(response, 'ERR_SOURCE_UNKNOWN')
      return
    }
    // Asked for once: it is not known any more of a connection that is gone.
    const network = this.#options.clientNetwork(request)
    const obstacle = this.#obstacle(request, live, network)
    if (obstacle !== null) {
      this.#tally(live, obstacle, 0)
      this.#refuseLater(response, obstacle)
      return
    }
    if (request.method !== 'POST') {
      this.#handshake(request, response, live)
      return
    }
    const { intake, pace, elapsed, maxBodyBytes } = this.#options
    const maxBytes = bodyLimit(live.source.policy, maxBodyBytes)
    const rules = { maxBytes, intake, pace, network, elapsed }
    readBody(request, rules, (read) => {
      if (read.failure === null) this.#accept(request, response, live, read.body, network)
      else {
        this.#tally(live, read.failure, 0)
        if (read.failure === 'ERR_BODY_TOO_LARGE') this.#keepHead(request, live, network)
        this.#refuse(response, read.failure)
      }
    })
  }

  /** Of a body that is too large its headers are kept, within the source's budget: it would leave nothing to be seen. */
  #keepHead(request: IncomingMessage, live: LiveSource, network: string): void {
    const { rejections, now, maxBodyBytes } = this.#options
    const candidate = candidateOf(request, live, Buffer.alloc(0), now())
    const { maxBodyBytes: own } = live.source.policy
    const reason = tooLarge(request.headers['content-length'], own, maxBodyBytes)
    rejections.keep(live, candidate, reason, network, false)
  }

  #echo(request: IncomingMessage, response: ServerResponse): void {
    const { intake, pace, elapsed, clientNetwork } = this.#options
    const rules = { maxBytes: mostEchoBytes, intake, pace, network: clientNetwork(request), elapsed }
    readBody(request, rules, (read) => {
      if (read.failure === null) sayEcho(response, echoOf(read.body))
      else this.#refuse(response, read.failure)
    })
  }

  /** What stands in the way before the body is read. */
  #obstacle(request: IncomingMessage, live: LiveSource, network: string): string | null {
    const { intake, disk, rates, now } = this.#options
    if (request.rawHeaders.length > 2 * mostHeaders) return 'ERR_HEADERS_TOO_MANY'
    if (!rates.allows(live.source, network, now())) return 'ERR_RATE'
    if (!intake.hasRoom(network)) return 'ERR_INTAKE_FULL'
    if (disk.low) return 'ERR_DISK_LOW'
    return null
  }

  #accept(
    request: IncomingMessage,
    response: ServerResponse,
    live: LiveSource,
    body: Buffer,
    network: string,
  ): void {
    const { acceptor, intake, rates, counts, now } = this.#options
    const receivedAt = now()
    const held = intake.hold(network, body.length)
    if (held === null) {
      this.#refuse(response, 'ERR_INTAKE_FULL')
      return
    }
    // Only now: whoever sends slowly would otherwise hold the rate of those who do not.
    if (!rates.take(live.source, network, receivedAt)) {
      intake.release(held)
      this.#tally(live, 'ERR_RATE', body.length)
      this.#refuse(response, 'ERR_RATE')
      return
    }
    const candidate = candidateOf(request, live, body, receivedAt)
    const begun = performance.now()
    acceptor.accept(candidate, (outcome) => {
      this.#options.trace?.(outcomeLine(live, outcome), 'a request was judged')
      // What is refused may be kept, and waits for the store then.
      if (outcome.kind !== 'refused') intake.release(held)
      if (outcome.kind !== 'accepted') rates.giveBack(live.source, network, now())
      if (outcome.kind === 'accepted') {
        this.#acknowledge(response, live, candidate, sayAccepted, outcome.id)
        counts.accepted.add()
        counts.bySource.accepted.of(live.source.name).add()
        counts.bySource.last.of(live.source.name).value = receivedAt / 1000
        counts.answerSeconds.observe((performance.now() - begun) / 1000)
      } else {
        this.#answer(response, live, candidate, held, outcome)
      }
    })
  }

  #answer(
    response: ServerResponse,
    live: LiveSource,
    candidate: Candidate,
    held: Held,
    outcome: Exclude<Outcome, { kind: 'accepted' }>,
  ): void {
    const { counts } = this.#options
    switch (outcome.kind) {
      case 'duplicate':
        counts.duplicates.add()
        this.#acknowledge(response, live, candidate, sayDuplicate, outcome.id)
        return
      case 'handshake':
        this.#settle(response, live, outcome.answer)
        return
      case 'refused':
        this.#reject(response, live, candidate, held, outcome)
        return
      case 'failed':
        this.#refuse(response, outcome.code)
        return
      case 'gone':
        this.#refuse(response, 'ERR_INTERNAL')
    }
  }

  /** Keeps what was refused for its signature, and says so: 401, or 200 where the source holds. */
  #reject(
    response: ServerResponse,
    live: LiveSource,
    candidate: Candidate,
    held: Held,
    reason: RefusalReason,
  ): void {
    const { intake, rejections, counts } = this.#options
    const release = (): void => intake.release(held)
    if (statusOf(reason.code) === 404) {
      release()
      this.#refuse(response, reason.code)
      return
    }
    this.#tally(live, reason.code, candidate.body.length)
    const hold = live.source.policy.onMismatch === 'hold'
    const commit = rejections.keep(live, candidate, reason, held.network, hold)
    if (commit !== null) commit.then(release, release)
    else {
      release()
      // Nobody else has it: what a flood of forged bodies takes is what is under way.
      letGo(candidate.body)
    }
    if (!hold || commit === null) {
      const { refused = {} } = live.scheme?.delivery ?? {}
      this.#refuse(response, reason.code, (refused as Readonly<Record<string, number>>)[reason.code])
      return
    }
    counts.refused.of(reason.code).add()
    commit.then(
      () => (live.answer === null ? sayHeld(response) : sayPrepared(response, live.answer)),
      (error: unknown) =>
        sayRefused(response, error instanceof JournalUnavailable ? error.code : 'ERR_JOURNAL_UNAVAILABLE'),
    )
  }

  /** GET, HEAD and OPTIONS exist for handshakes alone. */
  #handshake(request: IncomingMessage, response: ServerResponse, live: LiveSource): void {
    if (live.scheme?.handshake === undefined) {
      this.#refuseLater(response, 'ERR_METHOD')
      return
    }
    const candidate = candidateOf(request, live, Buffer.alloc(0), this.#options.now())
    findHandshake(live, candidate, { verified: false }).then(
      (answer) => {
        if (answer === undefined) this.#refuse(response, 'ERR_METHOD')
        else this.#settle(response, live, answer)
      },
      (error: unknown) => {
        this.#options.log.error({ err: error, source: live.source.name }, 'a handshake could not be answered')
        this.#refuse(response, 'ERR_INTERNAL')
      },
    )
  }

  /** Answers what has been taken in, in the provider's own way where it wants one. */
  #acknowledge(
    response: ServerResponse,
    live: LiveSource,
    candidate: Candidate,
    say: (response: ServerResponse, id: string) => void,
    id: string,
  ): void {
    const { answer: own } = live
    const answerPlainly = (): void => (own === null ? say(response, id) : sayPrepared(response, own))
    if (!live.handshakes.event || live.source.policy.answer) {
      answerPlainly()
      return
    }
    findHandshake(live, candidate, { verified: true, accepted: true }).then(
      (answer) => (answer === undefined ? answerPlainly() : send(response, answer)),
      // It is on disk: whatever is wrong here, the provider need not come again.
      answerPlainly,
    )
  }

  /** What a handshake brings about is done before it is answered: else the provider thinks so and it is not. */
  #settle(response: ServerResponse, live: LiveSource, answer: HandshakeAnswer): void {
    const { handshakes, log } = this.#options
    const { secret, visit } = answer
    const done =
      secret !== undefined
        ? handshakes.enroll(live.source.id, secret)
        : visit !== undefined
          ? handshakes.visit(visit)
          : null
    if (done === null) {
      this.#shake(response, answer)
      return
    }
    done.then(
      (may) => {
        if (may) this.#shake(response, answer)
        else this.#refuse(response, secret === undefined ? 'ERR_HANDSHAKE_LATER' : 'ERR_SOURCE_ENROLLING')
      },
      (error: unknown) => {
        log.error({ err: error, source: live.source.name }, 'a handshake could not be answered')
        this.#refuse(response, 'ERR_HANDSHAKE_LATER')
      },
    )
  }

  #shake(response: ServerResponse, answer: HandshakeAnswer): void {
    this.#options.counts.handshakes.add()
    send(response, answer)
  }

  /** A turn later, when what has come of the request is read: its answer would close the connection otherwise. */
  #refuseLater(response: ServerResponse, code: string): void {
    setImmediate(() => this.#refuse(response, code))
  }

  /** Counts what its source refuses. What the gateway cannot take now comes again, and is none of that. */
  #tally(live: LiveSource, code: string, bytes: number): void {
    const { refusals, counts, now } = this.#options
    if (statusOf(code) >= 500) return
    counts.bySource.refused.of(live.source.name).add()
    refusals.add(live.source.number, code, now(), bytes)
  }

  #refuse(response: ServerResponse, code: string, wanted?: number): void {
    this.#options.counts.refused.of(code).add()
    sayRefused(response, code, wanted)
  }
}

function outcomeLine({ source }: LiveSource, outcome: Outcome): object {
  return {
    ...{ source: source.name, outcome: outcome.kind },
    ...('id' in outcome && { event: outcome.id }),
    ...('code' in outcome && { code: outcome.code }),
  }
}

function send(response: ServerResponse, { status, headers, body }: HandshakeAnswer): void {
  const own = Object.entries({ ...headers, 'content-length': String(body.length) }).flat()
  response.writeHead(status, [...own, ...inert])
  response.end(body)
}

function candidateOf(
  request: IncomingMessage,
  live: LiveSource,
  body: Buffer,
  receivedAt: number,
): Candidate {
  return {
    source: live.source.number,
    method: request.method ?? 'POST',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    receivedAt,
    rejection: null,
  }
}
