import { engineReasons } from './engine-reasons.ts'
import { explainedInGateway } from './gateway-reasons.ts'
import type { Named } from './named.ts'

/** Why a change makes no difference that a test could see: where, what stands there, and the reason. */
export interface Reason {
  /** Below `packages/countersign/src`. */
  readonly in: RegExp
  readonly was: RegExp
  /** What its line says, where the same stands elsewhere in the file: a line number would be another tomorrow. */
  readonly beside?: RegExp
  readonly why: string
}

const everywhere = /^/

/** The reasons. A site that two of them fit has the first. */
export const libraryReasons: readonly Reason[] = [
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
    in: /^schemes\//,
    was: /^'fields'$/,
    why: 'Whoever asks what is covered asks whether it is the body: all else is the same.',
  },
  {
    in: /^schemes\/(hubspot-v3|plivo)/,
    was: /^'url'$/,
    why: 'It says that a part holds the address, to the checks of the public builders alone, which the catalogue passes by a test.',
  },
  {
    in: /^schemes\/adyen/,
    was: /^(items\.length > 0|0|1)$/,
    beside: /const count = /,
    why: 'Of a message without items the first is looked for before they are counted, and it is not there.',
  },
  {
    in: /^schemes\/(atlassian-connect|plivo)/,
    was: /^1$/,
    beside: /one < other \? -1 : /,
    why: 'Of an order the sign alone is asked.',
  },
  {
    in: /^schemes\/atlassian-connect/,
    was: /^one < other$/,
    why: 'Each name is there once.',
  },
  {
    in: /^schemes\/aws-sns/,
    was: /^typeof url === 'string' && certificateUrl\.test\(url\)$/,
    why: 'What names a certificate that is none of SNS has been refused by then: the content is made first.',
  },
  {
    in: /^schemes\/dropbox-sign/,
    was: /^\{\}$/,
    beside: /headers: /,
    why: 'It is spread beside what the scheme says of itself.',
  },
  {
    in: /^schemes\/framer/,
    was: /^0x61$/,
    why: 'Without a body it stands for the end of one that may belong to an id; any letter may.',
  },
  {
    in: /^schemes\/travis-ci/,
    was: /^text === undefined \|\| other !== undefined$/,
    why: 'What is signed is the one payload, so that there is one; undefined is no JSON either.',
  },
  {
    in: /^schemes\/truelayer/,
    was: /^1$/,
    beside: /mostHeaders \+ 1/,
    why: 'It bounds how many names are split off, each beyond the most being too many.',
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

type Place = Pick<Named, 'file' | 'was' | 'text'>

function fits(reason: Reason, { file, was, text }: Place): boolean {
  return reason.in.test(file) && reason.was.test(was) && (reason.beside?.test(text) ?? true)
}

/** The reason for which nobody sees a site made wrong; `undefined` where none is known. */
export function explained(place: Place, reasons: readonly Reason[] = libraryReasons): string | undefined {
  return reasons.find((reason) => fits(reason, place))?.why ?? explainedInGateway(place, engineReasons)
}

/** The reasons that are of some of these files, and that none of these places needs. */
export function unneeded(
  files: readonly string[],
  places: readonly Place[],
  reasons: readonly Reason[] = libraryReasons,
): readonly Reason[] {
  return reasons.filter(
    (reason) => files.some((file) => reason.in.test(file)) && !places.some((place) => fits(reason, place)),
  )
}
