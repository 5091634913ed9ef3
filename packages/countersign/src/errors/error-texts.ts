import type { ErrorCode } from './error-codes.ts'

/** What an error says in words. */
export interface ErrorText {
  readonly message: string
  readonly hint: string
}

/** The words that errors are told in. */
export interface Texts {
  /** Of a code and what it says beyond; `undefined` for a code that is not of the list. */
  of(code: string, detail: string | undefined): ErrorText | undefined
  /** What to do about an input whose raw body is not there any more. */
  cureFor(input: object): string
}

let known: Texts | undefined

/** From now on errors speak in sentences: `countersign/messages` calls it, so that a bundle without it holds none. */
export function useTexts(texts: Texts): void {
  known = texts
}

/** What errors say: sentence and hint, or the code itself where nothing has brought the sentences. */
export function textOf(code: ErrorCode, detail?: string): ErrorText {
  return known?.of(code, detail) ?? { message: withDetail(code, detail), hint: code }
}

/** A sentence, and what there is to say beyond it. */
export function withDetail(sentence: string, detail: string | undefined): string {
  return detail === undefined ? sentence : `${sentence} ${detail}`
}

/** The cure for an input without its raw body; `undefined` where nothing has brought the sentences. */
export function cureFor(input: object): string | undefined {
  return known?.cureFor(input)
}
