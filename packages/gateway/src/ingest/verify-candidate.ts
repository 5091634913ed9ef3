import { answerHandshake, type HandshakeAnswer, WebhookError, type WebhookEvent } from 'countersign'
import { KeyLater } from '../configuration/key-resolver.ts'
import type { LiveSource } from '../configuration/live.ts'
import type { Verdict } from '../model/event.ts'
import { operatorHint } from '../observe/operator-hint.ts'

/** A request as far as verification reads it. */
export interface VerifiableRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** By lower-case name, credentials included. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
  /** Verified as of this moment, in ms. */
  readonly receivedAt: number
}

/** What verification found. */
export type Verification =
  | {
      readonly kind: 'proven'
      readonly verdict: Verdict
      /** Null for an unsigned source. */
      readonly event: WebhookEvent | null
    }
  | { readonly kind: 'handshake'; readonly answer: HandshakeAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly explanation: string }
  /** Whether it is authentic cannot be said now. */
  | { readonly kind: 'failed'; readonly code: 'ERR_KEY_LATER' }

const enrolling: Verification = {
  kind: 'refused',
  code: 'ERR_SOURCE_ENROLLING',
  explanation: 'The secret that its provider is to sign with has not come, or is not confirmed yet.',
}

const unsigned: Verification = { kind: 'proven', verdict: 'unsigned', event: null }

/** Verifies a request under its source: at once wherever the scheme needs nothing fetched. */
export function verifyCandidate(
  live: LiveSource,
  request: VerifiableRequest,
): Verification | Promise<Verification> {
  if (live.source.unsigned) return live.handshakes.posted ? shaken(live, request, unsigned) : unsigned
  if (live.source.state === 'enrolling') return shaken(live, request, enrolling)
  const { verifier } = live
  if (verifier === null) {
    const { code, explanation } = live.broken ?? {
      code: 'ERR_SECRET_EMPTY',
      explanation: 'It has no secret.',
    }
    return { kind: 'refused', code, explanation }
  }
  const at = { now: new Date(request.receivedAt) }
  // Such a check would begin, and ask for keys, before it is known that it cannot end at once.
  if (live.scheme?.proof.keys === 'resolved')
    return verifier.safeVerify(request, at).then((later) => concluded(live, request, later))
  const result = verifier.safeVerifySync(request, at)
  if (!result.ok && result.error.code === 'ERR_SYNC_UNSUPPORTED') {
    return verifier.safeVerify(request, at).then((later) => concluded(live, request, later))
  }
  return concluded(live, request, result)
}

type Result =
  | { readonly ok: true; readonly event: WebhookEvent }
  | { readonly ok: false; readonly error: WebhookError }

function concluded(
  live: LiveSource,
  request: VerifiableRequest,
  result: Result,
): Verification | Promise<Verification> {
  if (!result.ok && result.error.cause instanceof KeyLater) return { kind: 'failed', code: 'ERR_KEY_LATER' }
  const verification: Verification = result.ok
    ? { kind: 'proven', verdict: result.event.verdict, event: result.event }
    : {
        kind: 'refused',
        code: result.error.code,
        explanation: `${result.error.message} ${operatorHint(result.error.hint)}`,
      }
  return live.handshakes.posted ? shaken(live, request, verification) : verification
}

/** A handshake's answer takes the place of an event, and of a refusal where the handshake needs no signature. */
async function shaken(
  live: LiveSource,
  request: VerifiableRequest,
  verification: Verification,
): Promise<Verification> {
  const verified = verification.kind === 'proven' && verification.event !== null
  const answer = await findHandshake(live, request, { verified })
  return answer === undefined ? verification : { kind: 'handshake', answer }
}

/**
 * The answer to a handshake, or to an event where the provider wants one of its own; undefined where there is none.
 * One that sets a secret is none unless the source is enrolling.
 */
export async function findHandshake(
  live: LiveSource,
  request: VerifiableRequest,
  stage: { readonly verified: boolean; readonly accepted?: boolean },
): Promise<HandshakeAnswer | undefined> {
  const { scheme, params, secrets, publicUrl, source } = live
  if (scheme === null) return undefined
  try {
    const answer = await answerHandshake(scheme, request, {
      ...stage,
      params,
      ...(publicUrl !== undefined && { publicUrl }),
      now: new Date(request.receivedAt),
      ...(secrets.length === 0 ? {} : { secrets }),
    })
    return answer?.secret === undefined || source.state === 'enrolling' ? answer : undefined
  } catch (error) {
    if (WebhookError.is(error)) return undefined
    throw error
  }
}
