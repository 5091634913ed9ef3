import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { Finding } from '../scheme/proof.ts'
import { proven } from '../scheme/proven.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** More are an attempt at something else than rotation. */
const mostGroups = 16

/** A message in which one header is another text. */
function withHeader(message: Message, name: string, text: string): Message {
  return {
    method: message.method,
    url: message.url,
    params: message.params,
    body: message.body,
    header: (wanted) => (wanted === name ? text : message.header(wanted)),
    headerValues: (wanted) => (wanted === name ? [text] : message.headerValues(wanted)),
    query: (wanted) => message.query(wanted),
    queryValues: (wanted) => message.queryValues(wanted),
    field: (...path) => message.field(...path),
    form: () => message.form(),
  }
}

/**
 * A scheme whose header may hold several whole signatures, each with a timestamp of its own, as Persona's does while a
 * secret is rotated: `t=1,v1=aa t=1,v1=bb`. Any of them may match.
 *
 * @param name - the header
 * @param separator - between the groups
 */
export function grouped<S extends Scheme>(scheme: S, name: string, separator: string): S {
  const { proof } = scheme
  const header = name.toLowerCase()
  const check: typeof proof.check = (message, keys, context) => {
    const values = message.headerValues(header)
    const [text = ''] = values
    if (values.length !== 1 || !text.includes(separator)) return proof.check(message, keys, context)
    const groups = text.split(separator, mostGroups)
    const from = (at: number, last: unknown): Eventually<Finding> => {
      const group = groups[at]
      if (group === undefined) throw last
      const failed = (error: unknown): Eventually<Finding> => from(at + 1, error)
      try {
        const found = proof.check(withHeader(message, header, group), keys, context)
        return isLater(found) ? found.then(proven).catch(failed) : proven(found)
      } catch (error) {
        return failed(error)
      }
    }
    return from(0, refusal('ERR_SIGNATURE_MALFORMED'))
  }
  return Object.freeze({ ...scheme, proof: Object.freeze({ ...proof, check }) })
}
