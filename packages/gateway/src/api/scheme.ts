import type { Scheme } from 'countersign'
import { schemes } from 'countersign/schemes'
import { z } from 'zod'
import { pageOf } from './list.ts'
import { type Operation, operation } from './operation.ts'

interface SchemeJson {
  readonly name: string
  readonly title: string
  readonly algorithm: string
  readonly verdict: 'verified' | 'authenticated'
  readonly toleranceSeconds: number | null
  readonly headers: string[]
  readonly credentials: string[]
  readonly handshake: boolean
  readonly signs: boolean
  readonly types: string[]
  readonly documentation: string[]
}

const text = z.string()

const schemeSchema: z.ZodType<SchemeJson> = z
  .object({
    name: text,
    title: text,
    algorithm: text,
    verdict: z.enum(['verified', 'authenticated']),
    toleranceSeconds: z.number().nullable().meta({ description: 'null: the scheme has no clock.' }),
    headers: z.array(text),
    credentials: z.array(text).meta({ description: 'Headers that carry a credential.' }),
    handshake: z.boolean(),
    signs: z.boolean().meta({ description: 'Deliveries can be signed with it.' }),
    types: z.array(text).meta({ description: 'Event types that samples are known of; there are others.' }),
    documentation: z.array(text),
  })
  .meta({ id: 'Scheme' })

/** `/schemes`: how providers sign. */
export function schemeOperations(): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/schemes',
      id: 'listSchemes',
      summary: 'List the schemes of the catalogue',
      scope: 'read',
      status: 200,
      answer: pageOf(schemeSchema),
      codes: [],
      handle: async () => ({ items: Object.values(schemes).map(showScheme), next: null }),
    }),
  ]
}

function showScheme({
  name,
  title,
  proof,
  credentials,
  handshake,
  samples,
  documentation,
}: Scheme): SchemeJson {
  return {
    name,
    title,
    algorithm: proof.algorithm,
    verdict: proof.covers === 'body' ? 'verified' : 'authenticated',
    toleranceSeconds: proof.toleranceSeconds ?? null,
    headers: [...proof.headers],
    credentials: [...credentials],
    handshake: handshake !== undefined,
    signs: proof.sign !== undefined,
    types: Object.keys(samples ?? {}),
    documentation: [...documentation],
  }
}
