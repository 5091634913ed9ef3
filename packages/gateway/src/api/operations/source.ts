import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Source } from '../../model/source.ts'
import { warningsOf } from '../../setup/secret-warnings.ts'
import { changeSource, createSource, deleteSource } from '../../setup/source.ts'
import type { SourceJson } from '../answers/source.ts'
import { isThere, pageBy, pageOf, pageQuery } from '../shapes/list.ts'
import { sourceChangeSchema, sourceInputSchema } from '../shapes/source-input.ts'
import { showSource, sourceSchema } from '../shapes/source-json.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { onlyIfMatch } from './only-if.ts'
import { type Operation, operation } from './operation.ts'

/** `/sources`: where events come in. */
export function sourceOperations(context: ApiContext): readonly Operation[] {
  const configuration = (): Configuration => context.live.current().configuration
  const show = (source: Source, identity: Identity): SourceJson =>
    showSource(source, configuration(), context.publicUrl, identity, context.live.catalog, context.seal)
  return [
    operation({
      method: 'get',
      path: '/sources',
      id: 'listSources',
      summary: 'List sources',
      action: 'sources.read',
      limited: true,
      query: pageQuery,
      status: 200,
      answer: pageOf(sourceSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query, identity }) {
        const { sources } = configuration()
        const { items, next } = pageBy(
          'sources',
          (from) => sources.from(from),
          ({ number }) => number,
          query,
          (one) => isThere(one) && reaches(identity.may, 'sources', one.id),
        )
        return { items: items.map((source) => show(source, identity)), next }
      },
    }),
    operation({
      method: 'post',
      path: '/sources',
      id: 'createSource',
      summary: 'Create a source; the answer has the address that the provider is told',
      action: 'sources.write',
      body: sourceInputSchema,
      once: true,
      status: 201,
      answer: sourceSchema,
      codes: ['ERR_CONFLICT', 'ERR_SCHEME_UNKNOWN', 'ERR_SOURCE_WITHOUT_SECRET', 'ERR_SECRET_NOT_WANTED'],
      async handle({ body, identity, act }) {
        await context.setup.by(act).run(createSource, body)
        const shown = show(findSource(configuration(), body.name), identity)
        return body.secrets.length === 0
          ? shown
          : {
              ...shown,
              ...warningsOf(
                context.live.catalog,
                body.scheme,
                body.secrets.map(({ value }) => value),
              ),
            }
      },
    }),
    operation({
      method: 'get',
      path: '/sources/{source}',
      id: 'getSource',
      summary: 'Show a source',
      action: 'sources.read',
      limited: true,
      tagged: true,
      status: 200,
      answer: sourceSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params, identity }) => show(findSource(configuration(), params.source), identity),
    }),
    operation({
      method: 'patch',
      path: '/sources/{source}',
      id: 'changeSource',
      summary:
        'Change the policy or the parameters of a source, or a scheme of its own; null takes a limit away',
      action: 'sources.write',
      limited: true,
      body: sourceChangeSchema,
      tagged: true,
      status: 200,
      answer: sourceSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_CHANGED', 'ERR_NOT_ENROLLING', 'ERR_FIXED'],
      async handle({ params, body, identity, act, headers }) {
        const source = params.source ?? ''
        refuseUnmasking(findSource(configuration(), source), body.masks, identity)
        const only = onlyIfMatch(headers, context.seal, (now) => now.source(source))
        await context.setup.by(act).run(changeSource, { source, change: body }, only)
        return show(findSource(configuration(), params.source), identity)
      },
    }),
    operation({
      method: 'delete',
      path: '/sources/{source}',
      id: 'deleteSource',
      summary: 'Delete a source: its address answers 404 from now on, its events stay',
      action: 'sources.write',
      limited: true,
      tagged: true,
      status: 204,
      codes: ['ERR_NOT_FOUND', 'ERR_CHANGED'],
      async handle({ params, act, headers }) {
        const source = params.source ?? ''
        const only = onlyIfMatch(headers, context.seal, (now) => now.source(source))
        await context.setup.by(act).run(deleteSource, { source }, only)
        return undefined
      },
    }),
  ]
}

/** Whoever may not see what is masked does not take a mask away either. */
function refuseUnmasking(
  { policy }: Source,
  masks: readonly string[] | undefined,
  { may }: Pick<Identity, 'may'>,
): void {
  if (masks === undefined || may.actions.has('events.unmask')) return
  if ((policy.masks ?? []).every((mask) => masks.includes(mask))) return
  throw new Refusal('ERR_SCOPE', 'Taking a mask away needs the action events.unmask, which you do not have.')
}
