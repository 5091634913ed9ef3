import { z } from 'zod'
import type { SealingKeyJson } from '../answers/sealing-key.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

const fingerprintSchema = z.string().regex(/^[0-9a-f]{16}$/)

const sealingKeySchema: z.ZodType<SealingKeyJson> = z
  .object({
    state: z.enum(['single', 'waiting', 'resealing', 'done']).meta({
      description:
        '`single`: there is one key. `waiting`: there is another to turn to. `resealing`: what the old key has sealed is sealed anew. `done`: the old key opens nothing any more.',
    }),
    fingerprint: fingerprintSchema.meta({
      description: 'Of the key that seals; nothing of it can be told from this.',
    }),
    others: z.array(fingerprintSchema).meta({ description: 'Of the keys that only open.' }),
    resealed: z.int().meta({ description: 'What this gateway has sealed anew since it started.' }),
  })
  .meta({ id: 'SealingKey' })

/** `/sealing-key`: which key seals the secrets, and the change to another. */
export function sealingKeyOperations({ keys, journal, now }: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/sealing-key',
      id: 'getSealingKey',
      summary: 'Show which key seals, and how far a change of keys has come',
      action: 'keys.read',
      status: 200,
      answer: sealingKeySchema,
      codes: [],
      handle: async () => keys.report(),
    }),
    operation({
      method: 'post',
      path: '/sealing-key/rotate',
      id: 'rotateSealingKey',
      summary: 'Let the next key seal from now on, and seal anew what the one of before has sealed',
      action: 'keys.rotate',
      status: 202,
      answer: sealingKeySchema,
      codes: ['ERR_KEY_NOT_GIVEN', 'ERR_KEY_NOT_EVERYWHERE'],
      handle: async ({ act }) => await keys.rotate(() => journal.by(act, now()).note({})),
    }),
  ]
}
