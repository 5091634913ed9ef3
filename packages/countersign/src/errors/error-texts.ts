import type { ErrorCode } from './error-codes.ts'

/** What an error says in words. */
export interface ErrorText {
  readonly message: string
  readonly hint: string
}

let known: ((code: string) => ErrorText | undefined) | undefined

/** From now on errors speak in sentences: `countersign/messages` calls it, so that a bundle without it holds none. */
export function useTexts(texts: typeof known): void {
  known = texts
}

/** What errors of a code say: its sentence and hint, or the code itself where nothing has brought the sentences. */
export function textOf(code: ErrorCode): ErrorText {
  return known?.(code) ?? { message: code, hint: code }
}
