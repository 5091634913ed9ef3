import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Live } from '../configuration/live.ts'
import type { AuditStore } from '../journal/port/audit.ts'
import type { IntakeStore } from '../journal/port/intake.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { AcceptedEvent } from '../model/accepted.ts'
import type { Act } from '../model/act.ts'
import { ChunkPace } from '../model/chunk-pace.ts'
import type { Payload, StoredEvent } from '../model/event.ts'
import type { Diagnosis, KeptRejection } from '../model/rejection.ts'
import type { Trace } from '../model/trace.ts'
import { Acceptor, type Outcome, type Publication } from './accept.ts'
import { createClientNetwork } from './client-network.ts'
import type { IngestCounts } from './counts.ts'
import { diagnose } from './diagnose.ts'
import { watchDisk } from './disk-watch.ts'
import { Echoes, type EchoSeal } from './echo.ts'
import type { ExplainData, Explained } from './explain-thread.ts'
import { Explainer } from './explainer.ts'
import { Intake } from './intake.ts'
import type { MayTry } from './other-secrets.ts'
import { type BodyRead, readBody } from './read-body.ts'
import { type HandshakeEffects, Receiver } from './receiver.ts'
import { RefusalCauses } from './refusal-causes.ts'
import { Refusals } from './refusals.ts'
import { Rejections } from './rejections.ts'
import { type Reverified, reverify } from './reverify.ts'
import type { HeaderSeal } from './sealed-headers.ts'
import { signedAt } from './signed-at.ts'
import { SourceRates } from './source-rates.ts'

export type { Outcome, Publication } from './accept.ts'
export type { BodyFailure } from './body-failure.ts'
export type { IngestCounts } from './counts.ts'
export type { BodyRead } from './read-body.ts'
export type { Reverified } from './reverify.ts'
export { completeServer, serverSettings } from './server-settings.ts'

/** Limits that are not a source's own. */
export interface IngestLimits {
  /** The largest body that is taken in, whatever a source says, in bytes. */
  readonly maxBodyBytes: number
  /** Bytes of requests in memory at once; beyond it 503. */
  readonly intakeBytes: number
  /** Bytes a second that a body of more than 16 KiB must come with; 0 demands nothing. */
  readonly minUploadRate: number
  /** Below so many free bytes on the disk of `dataFolder` 503. */
  readonly minFreeBytes: number
  /** Null where the store is on another machine. */
  readonly dataFolder: string | null
  /** Addresses and ranges whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[]
}

export interface IngestOptions {
  readonly journal: Pick<IntakeStore, 'append' | 'reject' | 'countRefused' | 'countCause'> &
    Pick<LookStore, 'event' | 'rejection' | 'payloads'> &
    Pick<AuditStore, 'by'>
  readonly live: Live
  readonly seal: HeaderSeal & EchoSeal
  readonly limits: IngestLimits
  /** Told of events that have just been committed, those of one commit together. */
  readonly onAccepted: (events: readonly AcceptedEvent[]) => void
  readonly handshakes: HandshakeEffects
  readonly counts: IngestCounts
  readonly log: { warn(about: object, message: string): void; error(about: object, message: string): void }
  /** Told what became of each request; absent where nobody follows them. */
  readonly trace?: Trace | undefined
  readonly now: () => number
  /** Ms of a clock that nobody sets. Default: the process's own. */
  readonly elapsed?: () => number
}

/** What has come in and what may. */
export interface Ingest {
  /** Serves `/in/*` on a Fastify instance that was made with `serverSettings()` and completed. */
  serve(app: FastifyInstance): void
  /** Appends a message of our own; never rejects. `handshake` and `gone` do not occur. */
  publish(publication: Publication): Promise<Outcome>
  /** Reads a body under the limits of all that comes in; calls `done` once. */
  readBody(request: IncomingMessage, maxBytes: number, done: (read: BodyRead) => void): void
  /** Verifies a rejection again and lets it in where it holds. Rejects as the journal does. */
  reverify(rejection: number, act: Act): Promise<Reverified>
  /**
   * Why a kept request was refused, found with its source's secrets and those of the sources that `mayTry` lets be named,
   * by default none; null where that cannot be said. Never rejects.
   */
  diagnose(rejection: KeptRejection, mayTry?: MayTry): Promise<Diagnosis | null>
  /** When the provider signed an event, in ms; null where that cannot be said. */
  signedAt(event: StoredEvent, payload: Payload): number | null
  /** What a message proves to be that nobody keeps; null where too many are asked for at once. Never rejects. */
  explain(data: ExplainData): Promise<Explained | null>
  /** Makes an address below `/in/` that answers once what it was sent, as a hash; null: too many are good. */
  makeEcho(): string | null
  /**
   * Resolves once what has been read so far has been answered. What comes later is still taken in: whoever
   * stops closes the listeners first, and no caller is refused for it.
   */
  drain(): Promise<void>
  /** A request that this gateway found to be refused for a cause, the newest; null where it found none. It may be gone. */
  refusedFor(
    source: number,
    code: string,
    cause: string,
  ): { readonly seq: number; readonly tag: number } | null
  /** How full the intake is, in bytes, and whether the disk is. */
  saturation(): { readonly heldBytes: number; readonly limitBytes: number; readonly diskLow: boolean }
  /** Ends what runs by itself, once what was refused is counted. */
  close(): Promise<void>
}

const prefix = '/in/'
/** Stands for all who publish: what they have waiting for the store counts as one network's. */
const publishers = 'publishers'
/** Between two looks at who sends too slowly, in ms. */
const sweepEveryMs = 1000

/** Builds what takes events in; from outside nothing comes before `serve`. */
export function createIngest(options: IngestOptions): Ingest {
  const {
    journal,
    live,
    seal,
    limits,
    handshakes,
    counts,
    log,
    now,
    elapsed = () => performance.now(),
  } = options
  const acceptor = new Acceptor(options)
  // Beside the one that whoever asks for a proof waits for.
  const ownExplainer = new Explainer(log)
  const causes = new RefusalCauses({
    diagnose: (rejection) =>
      diagnose(rejection, { live: live.current(), seal, explainer: ownExplainer, mayTry: () => false }),
    ...{ journal, log, elapsed },
  })
  const rejections = new Rejections({ journal, seal, counts, log, onKept: (kept) => causes.offer(kept) })
  const refusals = new Refusals({ journal, log })
  const intake = new Intake({ bytes: limits.intakeBytes, minUploadRate: limits.minUploadRate })
  const sweeper = setInterval(() => intake.sweep(elapsed()), sweepEveryMs)
  sweeper.unref()
  const clientNetwork = createClientNetwork(limits.trustedProxies)
  const pace = new ChunkPace(elapsed)
  const explainer = new Explainer(log)
  const disk =
    limits.dataFolder === null
      ? { low: false, stop: () => undefined }
      : watchDisk(limits.dataFolder, limits.minFreeBytes, (low, freeBytes) =>
          log.warn(
            { freeBytes, minFreeBytes: limits.minFreeBytes },
            low
              ? 'The disk has less free than min-free-bytes; callers are answered 503.'
              : 'The disk has enough free again.',
          ),
        )
  const echoes = new Echoes(seal, now)
  const receiver = new Receiver({
    echoes,
    findSource: (path) => live.current().sourceByPath(path),
    acceptor,
    rejections,
    refusals,
    intake,
    pace,
    rates: new SourceRates(),
    clientNetwork,
    disk,
    maxBodyBytes: limits.maxBodyBytes,
    handshakes,
    counts,
    log,
    trace: options.trace,
    now,
    elapsed,
  })
  return {
    serve(app) {
      app.route({
        method: ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'],
        url: `${prefix}*`,
        // Before Fastify looks at the body: the receiver reads it, once it knows the source and its limit.
        onRequest: (request, reply, _done) => {
          reply.hijack()
          receiver.receive(request.raw, reply.raw, keyOf(request.raw.url ?? ''))
        },
        handler: () => undefined,
      })
    },
    publish(publication) {
      const held = intake.hold(publishers, publication.body.length)
      if (held === null) return Promise.resolve({ kind: 'failed', code: 'ERR_INTAKE_FULL' })
      return new Promise((resolve) =>
        acceptor.publish(publication, (outcome) => {
          intake.release(held)
          resolve(outcome)
        }),
      )
    },
    readBody: (request, maxBytes, done) =>
      readBody(request, { maxBytes, intake, pace, network: clientNetwork(request), elapsed }, done),
    reverify: (rejection, act) => reverify({ journal, live, seal }, acceptor, rejection, act),
    diagnose: (rejection, mayTry = () => false) =>
      diagnose(rejection, { live: live.current(), seal, explainer, mayTry }),
    signedAt: (event, payload) => signedAt(event, payload, { live: live.current(), seal }),
    explain: (data) => explainer.explain(data),
    makeEcho: () => echoes.make(),
    async drain() {
      causes.close()
      await acceptor.drained()
      await rejections.drained()
      await refusals.flush()
    },
    saturation: () => ({ heldBytes: intake.held, limitBytes: intake.limit, diskLow: disk.low }),
    refusedFor: (source, code, cause) => causes.sampleOf(source, code, cause),
    async close() {
      clearInterval(sweeper)
      disk.stop()
      await refusals.flush()
    },
  }
}

/** What stands between `/in/` and the query, undecoded: an address has one spelling. */
function keyOf(url: string): string {
  const end = url.indexOf('?')
  return url.slice(prefix.length, end < 0 ? undefined : end)
}
