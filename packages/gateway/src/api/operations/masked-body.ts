import type { Configuration } from '../../model/configuration.ts'
import type { Payload } from '../../model/event.ts'
import { maskJson } from '../../model/mask-json.ts'
import { Refusal } from '../../model/refusal.ts'
import { strictText } from '../../model/strict-text.ts'
import { bodyAnswer } from './body-answer.ts'
import { RawAnswer } from './operation.ts'

/** The paths that are masked in bodies of a source, by its number; of a deleted one as well. */
export function masksOf({ sources }: Configuration, source: number): readonly string[] {
  return sources.one('number', source)?.policy.masks ?? []
}

/**
 * A kept body as `bodyAnswer`, with what its source masks. Throws ERR_MASKED for one in which nobody can say what lies at
 * a path: no JSON, or compressed.
 */
export function maskedAnswer(
  payload: Payload,
  masks: readonly string[],
  contentType: string | null,
  name: string,
): RawAnswer {
  const whole = bodyAnswer(payload, contentType, name)
  if (masks.length === 0 || payload.body.length === 0) return whole
  const text = strictText(payload.body)
  const masked = text === null ? null : maskJson(text, masks)
  if (masked === null) throw new Refusal('ERR_MASKED', 'The body is no JSON, so that it is masked whole.')
  const headers = { ...whole.headers, 'countersign-masked': String(masked.values) }
  return new RawAnswer(headers, new TextEncoder().encode(masked.text))
}
