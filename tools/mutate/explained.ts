import { engineReasons } from './engine-reasons.ts'
import { explainedInGateway } from './gateway-reasons.ts'
import type { Named } from './named.ts'

/** Why a change makes no difference that a test could see: where, what stands there, and the reason. */
interface Reason {
  /** Below `packages/countersign/src`. */
  readonly in: RegExp
  readonly was: RegExp
  readonly why: string
}

const everywhere = /^/

/** The reasons. A site that two of them fit has the first. */
const reasons: readonly Reason[] = [
  {
    in: /^schemes\//,
    was: /^'(made|found)'$/,
    why: 'It tells kinds of parts and places apart, and is the only kind that is not looked for by its name.',
  },
  {
    in: /^schemes\//,
    was: /^'(utf8|base64|hex|rfc3339|rfc3339-utc|seconds|seconds-or-milliseconds)'$/,
    why: 'It is the name of what stands beside it as a function, which is what is run; an unknown time is signed as RFC 3339.',
  },
  {
    in: /^schemes\//,
    was: /^\[(place|time|user|url|nonceAt|header\(name\)\.name|listed, signedAt)\]$/,
    why: 'It says what a part is made of, to the checks of the public builders alone, which the catalogue passes by a test.',
  },
  {
    in: /^message\//,
    was: /^'found'$/,
    why: 'It is the only kind that is not looked for by its name.',
  },
  {
    in: /^message\/dates/,
    was: /^(40|text\.length > 40)$/,
    why: 'No pattern that is tried next fits a text of more than 35 characters.',
  },
  {
    in: /^message\/encoding/,
    was: /^i < bytes\.length$/,
    why: 'Behind the end of bytes there is no place to write to, and nothing to read.',
  },
  {
    in: /^message\/entries/,
    was: /^at >= end$/,
    why: 'Joiner and separator are two signs, which do not stand at one place.',
  },
  {
    in: /^message\/json-doubled/,
    was: /^at < text\.length$/,
    why: 'The text has been parsed: a bracket ends the loop before the text does.',
  },
  {
    in: /^message\/multipart/,
    was: /^(head|to) < 0$/,
    why: 'What is found stands behind the first boundary, so never at 0.',
  },
  {
    in: /^message\/headers/,
    was: /^'string'$/,
    why: 'A text goes the way of lists then, and comes out the same.',
  },
  {
    in: /^message\/received/,
    was: /^'not-(utf8|json)'$/,
    why: 'It is told to people.',
  },
  {
    in: /^schemes\/ebay/,
    was: /^4096$/,
    why: 'Base64 is of a length that four divides, or is refused.',
  },
  {
    in: /^schemes\/ebay/,
    was: /^typeof json === 'object' && json !== null/,
    why: 'What looking into null throws is caught, and is the same refusal.',
  },
  {
    in: everywhere,
    was: /^''$/,
    why: 'It stands in for a value that is always there when the line is reached.',
  },
  {
    in: /^engines\/draft/,
    was: /^'this body'$/,
    why: 'It is told to people.',
  },
]

/** The reason for which nobody sees a site made wrong; `undefined` where none is known. */
export function explained(place: Named): string | undefined {
  const { file, was } = place
  const byKind = reasons.find((reason) => reason.in.test(file) && reason.was.test(was))?.why
  return byKind ?? explainedInGateway(place, engineReasons)
}
