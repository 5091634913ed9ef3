import { z } from 'zod'
import type { AuditFault, AuditPlace, AuditProof, AuditRow } from '../../model/audit.ts'
import type { AuditJson, AuditProofJson, PlaceJson } from '../answers/audit.ts'
import { iso, timeSchema } from './times.ts'

/** A row of the audit as the API shows it. */
export const auditSchema: z.ZodType<AuditJson> = z
  .object({
    number: z.int().meta({ description: 'From 1, without a gap.' }),
    at: timeSchema,
    by: z.string().meta({
      description:
        '`token tok_…`, `person per_…`, `admin` (by the operator’s token of the gateway, or a session that it opened) or `gateway`, by itself.',
    }),
    name: z
      .string()
      .nullable()
      .meta({ description: 'What the token or person is called now; null once they are removed.' }),
    operation: z.string().meta({ description: 'The operation’s id in this description.' }),
    target: z.string().meta({ description: 'The path that it was asked of.' }),
    outline: z.record(z.string(), z.unknown()).meta({
      description:
        'What it did: `things` with their fields before and after, `count`, `made`, what was `asked`, and the code with which it was `refused` after it was tried. `#` and 16 digits stand for a text that is not kept: the same for the same.',
    }),
    hash: z.string().meta({ description: 'Covers the row before and this one; under a key, in hex.' }),
  })
  .meta({ id: 'AuditRow' })

const placeSchema = z.object({ number: z.int(), hash: z.string() })

/** What a proof of the audit has found, as the API shows it. */
export const auditProofSchema: z.ZodType<AuditProofJson> = z
  .object({
    ok: z.boolean(),
    rows: z.int().meta({ description: 'That were proven.' }),
    removed: placeSchema.meta({ description: 'The last row that retention has removed; 0: none.' }),
    last: placeSchema.meta({
      description:
        'The last row. Kept elsewhere, it shows later that no older store was put in place of this one.',
    }),
    fault: z
      .object({
        row: z.int(),
        how: z.enum(['altered', 'missing', 'added', 'ends']),
        sentence: z.string(),
      })
      .nullable()
      .meta({ description: 'The first row that is not as it was written, in its place.' }),
  })
  .meta({ id: 'AuditProof' })

/** @param names - of tokens and people, by id */
export function showAudit(row: AuditRow, names: ReadonlyMap<string, string>): AuditJson {
  const id = row.actor.split(' ')[1] ?? ''
  return {
    number: row.number,
    at: iso(row.at),
    by: row.actor,
    name: names.get(id) ?? null,
    operation: row.operation,
    target: row.target,
    outline: outlineOf(row),
    hash: hex(row.hash),
  }
}

/** Somebody may have put something else there: it is shown as it is. */
function outlineOf({ outline }: AuditRow): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(outline)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read }
  } catch {}
  return { text: outline }
}

export function showProof({ rows, anchor, head, fault }: AuditProof): AuditProofJson {
  return {
    ok: fault === null,
    rows,
    removed: showPlace(anchor),
    last: showPlace(head),
    fault: fault && { row: fault.number, how: fault.how, sentence: sentenceOf(fault) },
  }
}

function sentenceOf({ number, how }: AuditFault): string {
  switch (how) {
    case 'altered':
      return `Row ${number} is not what was written there: it was altered, put in, or moved.`
    case 'missing':
      return `Row ${number} was removed.`
    case 'added':
      return `Row ${number} was never written: it was put in.`
    case 'ends':
      return `Where the audit begins or ends was changed: rows before ${number}, or the last ones, may be gone.`
  }
}

function showPlace({ number, hash }: AuditPlace): PlaceJson {
  return { number, hash: hex(hash) }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
