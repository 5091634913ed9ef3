import { errorText } from './error-codes.ts'
import { type ErrorText, withDetail } from './error-texts.ts'

/** What a fact says in words, `$` being what stands behind it, and what to do about it where that is not the code's own. */
interface FactText {
  readonly says: string | ((rest: string) => string)
  readonly hint?: string
}

/** `64 hex sha256=`: how many characters of what spelling, behind what. */
function expectedForm(rest: string): string {
  const [, length = '', spelling = '', prefix = ''] = /^(\S+) (\S+) ?(.*)$/s.exec(rest) ?? []
  const kind = { hex: 'lower-case hex', 'hex-upper': 'upper-case hex' }[spelling] ?? spelling
  const form = length === 'some' ? `a signature in ${kind}` : `${length} characters of ${kind}`
  return `Expected ${prefix === '' ? '' : `${prefix} and `}${form}.`
}

/**
 * What the core says beyond a code, in a word: what is wrong with an option or a secret is met at boot and seldom, and a
 * bundle need not hold sentences about it. Every word has a hyphen, so that no sentence begins with one.
 */
const facts: Readonly<Record<string, FactText>> = {
  'zero-bytes': { says: 'It is empty, or nothing but zero bytes, which is no key at all.' },
  'only-space': { says: 'It is nothing but white space.' },
  'white-space': {
    says: 'It has white space around it.',
    hint: 'Remove the space or line end; where it belongs to the secret, give the exact bytes in place of text.',
  },
  'wrong-kind': {
    says: 'It is a PEM key, a certificate, a public key (whpk_) or a private signing key (whsk_), and this scheme wants a shared secret.',
  },
  'prefix-alone': { says: 'It is nothing but what stands before secrets, such as whsec_.' },
  'not-base64': { says: 'It is not standard base64, padded.' },
  'not-hex': { says: 'It is not hex.' },
  'crypto-key': { says: 'The CryptoKey is not for HMAC with $ and the usage "sign".' },
  'secret-type': {
    says: 'It is no text and no bytes, and no key that this scheme takes.',
    hint: 'Give text, bytes, a CryptoKey, or { value, id?, notBefore?, expiresAt? }.',
  },
  'none-given': { says: 'No secret is given for $.' },
  'no-date': { says: '$ is no valid Date.' },
  'no-scheme': {
    says: 'scheme is none: import one, as in import { webex } from "countersign/schemes/webex".',
  },
  'no-resolve-key': { says: '$ fetches the keys that messages name: give resolveKey.' },
  'no-tolerance': { says: 'toleranceSeconds is no number of seconds.' },
  'no-limit': { says: 'maxBytes is no number of bytes.' },
  'no-url': { says: 'publicUrl is no whole URL, such as https://example.com/webhooks/acme.' },
  'param-unset': { says: 'The param $ is not set.' },
  'names-no-key': { says: 'The check of $ names no key.' },
  'header-value': { says: 'The header $ is neither text nor a list of texts.' },
  'not-json': { says: 'It is not JSON.' },
  'not-utf8': { says: 'It is not UTF-8.' },
  'looked-for': { says: 'Looked for $.' },
  'in-form': { says: expectedForm },
  'most-bytes': { says: 'The limit is $ bytes.' },
}

/** The sentences of a code of the list, and of what is said beyond it. */
export function toldText(code: string, detail: string | undefined): ErrorText | undefined {
  const text = errorText(code)
  if (text === undefined) return undefined
  const [, which = '', word = '', rest = ''] = /^(Secret \S+ of \S+: )?(\S*) ?(.*)$/s.exec(detail ?? '') ?? []
  const fact = Object.hasOwn(facts, word) ? facts[word] : undefined
  // A function: `$&` in what stands there must not be read as a pattern.
  const says =
    fact && which + (typeof fact.says === 'string' ? fact.says.replace('$', () => rest) : fact.says(rest))
  return {
    message: withDetail(text.message, says ?? detail),
    hint: fact?.hint ?? text.hint,
  }
}
