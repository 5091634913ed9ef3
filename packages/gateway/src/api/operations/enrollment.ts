import { z } from 'zod'
import { confirmSource, pendingSecrets } from '../../setup/enrollment.ts'
import { standingOf } from '../../setup/standing.ts'
import type { EnrollmentJson, SourceJson } from '../answers/source.ts'
import { showSource, sourceSchema } from '../shapes/source-json.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { type Operation, operation } from './operation.ts'

const enrollmentSchema: z.ZodType<EnrollmentJson> = z.object({
  secrets: z
    .array(
      z.object({
        id: z.string(),
        value: z.string().nullable().meta({
          description:
            'The text, to be compared or handed back at the provider; null where it cannot be opened.',
        }),
        createdAt: timeSchema,
      }),
    )
    .meta({
      description: 'One, none before the handshake; two only where two gateways took one each at a time.',
    }),
})

/** `/sources/{source}/enrollment` and `…/confirm`: where the provider sets the secret, somebody confirms it. */
export function enrollmentOperations({ live, setup, publicUrl, seal }: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/sources/{source}/enrollment',
      id: 'getSourceEnrollment',
      summary:
        'Show the secret that a handshake has brought to a source that is enrolling; never again once it is confirmed',
      action: 'secrets.write',
      limited: true,
      status: 200,
      answer: enrollmentSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_NOT_ENROLLING'],
      async handle({ params }) {
        const pending = pendingSecrets(
          standingOf(live.current().configuration),
          params.source ?? '',
          setup.context(),
        )
        return { secrets: pending.map(({ createdAt, ...rest }) => ({ ...rest, createdAt: iso(createdAt) })) }
      },
    }),
    operation({
      method: 'post',
      path: '/sources/{source}/confirm',
      id: 'confirmSource',
      summary: 'Confirm the secret that a handshake has brought: the source is live from now on',
      action: 'secrets.write',
      limited: true,
      status: 200,
      answer: sourceSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_NOT_ENROLLING'],
      async handle({ params, identity, act }): Promise<SourceJson> {
        await setup.by(act).run(confirmSource, { source: params.source ?? '' })
        const { configuration } = live.current()
        return showSource(
          findSource(configuration, params.source),
          configuration,
          publicUrl,
          identity,
          live.catalog,
          seal,
        )
      },
    }),
  ]
}
