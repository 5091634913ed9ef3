import { type FoundPlace, header } from './place.ts'

/** Which pieces of a header are meant. */
export interface ItemsOptions {
  /** Between pieces. Default: `,`. */
  readonly separator?: string
  /** Taken off the whole header first, which must begin with it. */
  readonly prefix?: string
  /** The first piece that is meant, counted from 0. Default: 0. */
  readonly from?: number
  /** The first piece that is not meant any more. Default: all that follow are. */
  readonly to?: number
  /** Of each piece only what follows this text is meant; pieces without it are passed over. */
  readonly after?: string
}

/** As of a list of signatures: more are an attempt at something else than rotation. */
const mostItems = 17
const maxHeaderLength = 8192

/**
 * The pieces of a header that has no names for them, such as Recurly's `1614265330000,c97d…,77aa…`. Blanks around a
 * piece are no part of it.
 *
 * @example
 * signature: items('recurly-signature', { from: 1 })
 */
export function items(name: string, options: ItemsOptions = {}): FoundPlace {
  const { separator = ',', prefix = '', from = 0, to, after } = options
  const place = header(name)
  return {
    in: 'found',
    title: `the header ${place.name}`,
    headers: [place.name],
    ...(after === undefined && { write: { header: name, prefix, separator } }),
    find(message) {
      const values = message.headerValues(place.name)
      const [text] = values
      if (text === undefined) return []
      if (values.length > 1 || text.length > maxHeaderLength || !text.startsWith(prefix)) return undefined
      const pieces = text
        .slice(prefix.length)
        .split(separator, mostItems)
        .slice(from, to)
        .map((piece) => piece.trim())
      if (after === undefined) return pieces
      return pieces.flatMap((piece) => {
        const at = piece.indexOf(after)
        return at < 0 ? [] : [piece.slice(at + after.length)]
      })
    },
  }
}
