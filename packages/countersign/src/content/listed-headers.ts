import { refusal } from '../errors/refusal.ts'
import { looked, type Place } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { placeText } from './place-text.ts'

/** How headers are written that the message lists as signed. */
export interface ListedHeadersOptions {
  /** Between the names in the list. */
  readonly separator: string
  /** A header as it is signed. Default: its value. */
  readonly write?: (name: string, value: string) => string
  /** Between headers. Default: nothing. */
  readonly joiner?: string
  /** Names in lower case that the list must hold: what is not listed is not protected. */
  readonly must?: readonly string[]
}

const mostHeaders = 64

/** The headers whose names stand in a list of the message, in the list's order: Contentful, Hook0. */
export function listedHeaders(list: Place, options: ListedHeadersOptions): MadePart {
  const { separator, write = (_name, value) => value, joiner = '', must = [] } = options
  return {
    part: 'made',
    of: [list],
    make(message) {
      const names = (placeText(message, list) ?? '').split(separator, mostHeaders + 1)
      const lower = names.map((name) => name.trim().toLowerCase())
      if (names.length > mostHeaders || !must.every((name) => lower.includes(name)))
        throw refusal('ERR_CONTENT_MALFORMED', looked(list))
      const written = lower.map((name) => {
        const values = message.headerValues(name)
        const [value] = values
        if (value === undefined || values.length > 1)
          throw refusal(
            'ERR_CONTENT_MALFORMED',
            `Looked for the header ${JSON.stringify(name.slice(0, 64))}.`,
          )
        return write(name, value)
      })
      return [written.join(joiner)]
    },
  }
}
