import { strictText } from '../message/encoding.ts'
import { formTrials } from './form-trials.ts'
import { jsonTrials } from './json-trials.ts'
import { latin1Trials, textTrials } from './text-trials.ts'
import type { Trial } from './trial.ts'
import { wrappedTrials } from './wrapped-trials.ts'

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictText(bytes)
  } catch {
    return undefined
  }
}

/** The body with one thing changed, the likeliest first; those that change nothing are left out. */
export async function bodyTrials(
  body: Uint8Array,
  contentLength: number | undefined,
): Promise<readonly Trial[]> {
  const content = textOf(body)
  const trials: Trial[] = [
    ...(content === undefined ? latin1Trials(body) : [...textTrials(content), ...jsonTrials(content)]),
    ...(await wrappedTrials(body, content)),
    ...(content === undefined ? [] : formTrials(content)),
  ]
  if (contentLength !== undefined && contentLength < body.length) {
    const change = { code: 'body-longer', evidence: 'Cut at Content-Length it matches.' } as const
    trials.push({ body: body.subarray(0, contentLength), changes: [change] })
  }
  return trials.filter((trial) => trial.body !== undefined && !same(trial.body, body))
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}
