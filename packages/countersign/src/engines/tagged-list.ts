import { refusal } from '../errors/refusal.ts'
import { entriesOf } from '../message/entries.ts'
import { textOf } from '../scheme/param-text.ts'
import type { SignatureList, TaggedList } from '../scheme/signed-options.ts'

/** A text that lists signatures with version tags, such as `v1,AAAA v1,BBBB`. */
export function taggedList(list: Omit<SignatureList, 'in'>): TaggedList {
  const { at, tag, separator, joiner } = list
  return {
    ...list,
    in: 'list',
    title: at.title,
    headers: at.headers,
    find(message) {
      const texts = at.find(message)
      const text = texts?.[0]
      if (text === undefined || texts?.length !== 1) return texts?.length === 0 ? [] : undefined
      const ours = textOf(tag, message)
      const found = entriesOf(text, ours, separator, joiner)
      if (found?.length === 0) throw refusal('ERR_SIGNATURE_MISSING', `None is tagged ${ours}.`)
      return found
    },
  }
}
