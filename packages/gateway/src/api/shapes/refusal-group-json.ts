import { type Cause, causes, errorText } from 'countersign/messages'
import { z } from 'zod'
import { type Code, codes } from '../../model/codes.ts'
import { formatId } from '../../model/id.ts'
import type { RefusalCause, RefusalGroup } from '../../model/rejection.ts'
import type { RefusalCauseJson, RefusalGroupJson } from '../answers/rejection.ts'
import { iso, timeSchema } from './times.ts'

const causeSchema: z.ZodType<RefusalCauseJson> = z
  .object({
    codes: z.array(z.string()).meta({
      description: 'Of the closed list of causes; the code of the refusal where none was found.',
    }),
    cause: z.string().meta({ description: 'What they say.' }),
    count: z.int(),
    firstAt: timeSchema,
    lastAt: timeSchema,
    sample: z.string().nullable().meta({
      description:
        'One of them that this gateway has looked at. It may be gone; null: none that it knows of.',
    }),
  })
  .meta({ id: 'RefusalCause' })

/** A group of what was refused. */
export const refusalGroupSchema: z.ZodType<RefusalGroupJson> = z
  .object({
    source: z
      .string()
      .nullable()
      .meta({ description: 'Its name; null for those that were too many to tell apart.' }),
    code: z.string(),
    cause: z.string().nullable().meta({
      description:
        'What the diagnosis says of the newest that is kept, or of one shortly before it. Null until it is found, which asking begins: ask again.',
    }),
    count: z
      .int()
      .meta({ description: 'Since `firstAt`, kept or not. A group that was quiet for a day begins anew.' }),
    kept: z.int().meta({ description: 'Kept now.' }),
    firstAt: timeSchema,
    lastAt: timeSchema,
    sample: z.string().nullable().meta({ description: 'The newest that is kept.' }),
    causes: z.array(causeSchema).meta({
      description:
        'How many were found to have which cause, the commonest first. Not all are looked at: one at a time, not many in a minute, and none of more than 64 KiB.',
    }),
  })
  .meta({ id: 'RefusalGroup' })

/** Finds a request that was found to have a cause. */
type SampleOf = (
  source: number,
  code: string,
  cause: string,
) => { readonly seq: number; readonly tag: number } | null

/** Shows a group. */
export function showRefusalGroup(
  group: RefusalGroup,
  more: { readonly source: string | null; readonly cause: string | null; readonly sampleOf: SampleOf },
): RefusalGroupJson {
  const { code, count, kept, firstAt, lastAt, sample } = group
  return {
    ...{ source: more.source, code, cause: more.cause, count, kept },
    ...{ firstAt: iso(firstAt), lastAt: iso(lastAt), sample: idOf(sample) },
    causes: group.causes.map((cause) => showCause(cause, more.sampleOf(group.source, code, cause.cause))),
  }
}

function showCause(
  { cause, count, firstAt, lastAt }: RefusalCause,
  sample: ReturnType<SampleOf>,
): RefusalCauseJson {
  const found = cause.split('+')
  return {
    ...{ codes: found, cause: found.map(sentenceOf).join(' '), count },
    ...{ firstAt: iso(firstAt), lastAt: iso(lastAt), sample: idOf(sample) },
  }
}

function idOf(sample: ReturnType<SampleOf>): string | null {
  return sample && formatId('rej', sample.seq, sample.tag)
}

/** One that a later version has found says its code. */
function sentenceOf(code: string): string {
  if (Object.hasOwn(causes, code)) return causes[code as Cause].cause
  if (Object.hasOwn(codes, code)) return codes[code as Code].title
  return errorText(code)?.message ?? code
}
