import { z } from 'zod'
import { Refusal } from '../../model/refusal.ts'
import type { EchoJson, ExaminationJson } from '../answers/examination.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

const examinationSchema: z.ZodType<ExaminationJson> = z
  .looseObject({
    version: z.string(),
    now: timeSchema,
    publicUrl: z.string().nullable(),
    findings: z
      .array(
        z.looseObject({
          check: z.string(),
          state: z.enum(['ok', 'warn', 'bad']),
          says: z.string(),
          cure: z.string().nullable().meta({ description: 'What to do; null where nothing is wrong.' }),
        }),
      )
      .meta({ description: 'What is bad first.' }),
  })
  .meta({ id: 'Examination' })

const echoSchema: z.ZodType<EchoJson> = z
  .looseObject({
    path: z.string().meta({
      description:
        'Behind the public address. Good for one POST within a minute, of up to 2 MiB; answers its SHA-256 and length.',
    }),
  })
  .meta({ id: 'Echo' })

/** `/doctor`: what the gateway knows of its own health, and what tries the way to it. */
export function examinationOperations(context: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/doctor',
      id: 'examine',
      summary: 'Look at the gateway itself: disk, store, clock, listeners, secrets, connections, deliveries',
      action: 'gateway.examine',
      status: 200,
      answer: examinationSchema,
      codes: [],
      handle: async () => ({
        version: context.version,
        now: iso(context.now()),
        publicUrl: context.setPublicUrl,
        findings: await context.examine(),
      }),
    }),
    operation({
      method: 'post',
      path: '/doctor/echoes',
      id: 'createEcho',
      summary: 'Make an address that answers once the hash of what it is sent',
      action: 'gateway.examine',
      status: 201,
      answer: echoSchema,
      codes: ['ERR_ECHOES_TOO_MANY'],
      async handle() {
        const path = context.ingest.makeEcho()
        if (path === null) throw new Refusal('ERR_ECHOES_TOO_MANY')
        return { path: `/in/${path}` }
      },
    }),
  ]
}
