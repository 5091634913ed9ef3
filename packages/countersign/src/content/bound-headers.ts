import { refusal } from '../errors/refusal.ts'
import type { Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { listedHeaders } from './listed-headers.ts'

/**
 * What the headers hold that a Hook0 signature lists, with dots between. Only a dot stands between the last of them and
 * the body: the beginning of a JSON body must not pass for a header.
 */
export function boundHeaders(list: Place): MadePart {
  return listedHeaders(list, {
    separator: ' ',
    joiner: '.',
    write(_header, value) {
      if (/["{[]/.test(value)) throw refusal('ERR_CONTENT_MALFORMED', 'A signed header begins a body.')
      return value
    },
  })
}
