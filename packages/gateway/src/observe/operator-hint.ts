import { type ErrorCode, errorText } from 'countersign/messages'

/**
 * What to do about the library's codes, for those who are at a shell and not in code: the library's own hints
 * speak to its caller, of functions and options.
 */
const hints: Partial<Record<ErrorCode, string>> = {
  ERR_SIGNATURE_MISMATCH:
    'Compare the secret with the one at the provider; the body must be the raw bytes, which nothing on the way may write again.',
  ERR_TIMESTAMP_TOO_OLD:
    'Check the clock of the host that received it, and whether something in front held it back. A saved message is judged as of its receipt with --now.',
  ERR_SECRET_EMPTY:
    'Set it: nothing is verified without a secret. A variable of the environment may be empty.',
  ERR_SECRET_INACTIVE: 'All secrets have expired or are not valid yet; add one that is valid now.',
  ERR_BODY_CONSUMED: 'Give the raw bytes of the body, as they were received.',
  ERR_BODY_TOO_LARGE: 'Raise the limit if the provider really sends bodies this large.',
  ERR_BODY_MALFORMED: 'The bytes are as the provider sent them; look at the content type.',
  ERR_URL_MISSING:
    'This scheme signs the address: give it exactly as it is registered at the provider, with --url (`verify`, `explain`) or --public-url (`serve`).',
  ERR_KEY_UNAVAILABLE: 'The provider’s keys could not be fetched, or hold none of that name.',
  ERR_INPUT_INVALID: 'Give the headers and the raw body, as they were received.',
  ERR_OPTIONS_INVALID: 'See `--help` of the command, and the page of the scheme.',
  ERR_SYNC_UNSUPPORTED: 'This cannot be done with this scheme here.',
}

const byLibraryHint: ReadonlyMap<string, string> = new Map(
  Object.entries(hints).map(([code, hint]) => [errorText(code)?.hint ?? '', hint]),
)

/** A hint of the library's as an operator needs it; one that says what stands in no list stays as it is. */
export function operatorHint(hint: string): string {
  return byLibraryHint.get(hint) ?? hint
}

/** What an operator does about a code of the library's; empty for one that is not its. */
export function operatorHintOf(code: string): string {
  const text = errorText(code)
  return text === undefined ? '' : operatorHint(text.hint)
}
