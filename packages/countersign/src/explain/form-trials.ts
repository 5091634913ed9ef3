import { utf8 } from '../message/encoding.ts'
import type { Trial } from './trial.ts'

/** Of more parts, or more characters, not every order is tried. */
const mostReordered = 4
const mostCharacters = 32_768

/** Each percent-encoded byte in capitals or not. */
export function percentCase(text: string, to: 'lower' | 'upper'): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (one) => (to === 'lower' ? one.toLowerCase() : one.toUpperCase()))
}

/** The parts between `&` in their order. */
export function sortedParts(text: string): string {
  return text.split('&').sort().join('&')
}

/** The parts between `&` in every order, where they are few. */
export function ordersOf(text: string): readonly string[] {
  const parts = text.split('&')
  if (parts.length > mostReordered || text.length > mostCharacters) return []
  return orders(parts).map((order) => order.join('&'))
}

function orders(parts: readonly string[]): readonly (readonly string[])[] {
  if (parts.length < 2) return [parts]
  return parts.flatMap((first, at) => orders(parts.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}

/** A form in other spellings, and a text as it would stand in a form’s field. */
export function formTrials(content: string): readonly Trial[] {
  if (/^\s*[[{]/.test(content)) {
    const evidence = 'As the form field payload the signature matches.'
    return [encodeURIComponent(content), new URLSearchParams({ payload: content }).toString().slice(8)].map(
      (value) => ({ body: utf8(`payload=${value}`), changes: [{ code: 'body-taken-from-form', evidence }] }),
    )
  }
  if (!/^[^\s=&]+=/.test(content)) return []
  const spaces = content.replaceAll('+', '%20')
  const written: [style: string, text: string][] = [
    ['written as browsers do', new URLSearchParams(content).toString()],
    ['with %20 for a blank', spaces],
    ['with + for a blank', content.replaceAll('%20', '+')],
    ['with percent-encoding in lower case', percentCase(content, 'lower')],
    ['with percent-encoding in capitals', percentCase(content, 'upper')],
    ['with brackets as they are', content.replaceAll(/%5b/gi, '[').replaceAll(/%5d/gi, ']')],
    ['with its fields sorted', sortedParts(content)],
    ...ordersOf(content).map((text): [string, string] => ['with its fields in another order', text]),
  ]
  const known = new Set([content])
  return written
    .filter(([, text]) => !known.has(text) && known.add(text) !== undefined)
    .map(([style, text]) => ({
      body: utf8(text),
      changes: [
        { code: 'body-form-rewritten', evidence: `The form ${style} has the signature that was sent.` },
      ],
    }))
}
