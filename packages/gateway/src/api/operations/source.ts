import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import type { Source } from '../../model/source.ts'
import { warningsOf } from '../../setup/secret-warnings.ts'
import { changeSource, createSource, deleteSource } from '../../setup/source.ts'
import { isThere, pageBy, pageOf, pageQuery } from '../shapes/list.ts'
import { sourceChangeSchema, sourceInputSchema } from '../shapes/source-input.ts'
import { type SourceJson, showSource, sourceSchema } from '../shapes/source-json.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { type Operation, operation } from './operation.ts'

/** `/sources`: where events come in. */
export function sourceOperations(context: ApiContext): readonly Operation[] {
  const configuration = (): Configuration => context.live.current().configuration
  const show = (source: Source, identity: Identity): SourceJson =>
    showSource(source, configuration(), context.publicUrl, identity)
  return [
    operation({
      method: 'get',
      path: '/sources',
      id: 'listSources',
      summary: 'List sources',
      scope: 'read',
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
          isThere,
        )
        return { items: items.map((source) => show(source, identity)), next }
      },
    }),
    operation({
      method: 'post',
      path: '/sources',
      id: 'createSource',
      summary: 'Create a source; the answer has the address that the provider is told',
      scope: 'operator',
      body: sourceInputSchema,
      status: 201,
      answer: sourceSchema,
      codes: ['ERR_CONFLICT', 'ERR_SCHEME_UNKNOWN', 'ERR_SOURCE_WITHOUT_SECRET', 'ERR_SECRET_NOT_WANTED'],
      async handle({ body, identity }) {
        await context.setup.run(createSource, body)
        const shown = show(findSource(configuration(), body.name), identity)
        return body.secrets.length === 0
          ? shown
          : {
              ...shown,
              ...warningsOf(
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
      scope: 'read',
      status: 200,
      answer: sourceSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params, identity }) => show(findSource(configuration(), params.source), identity),
    }),
    operation({
      method: 'patch',
      path: '/sources/{source}',
      id: 'changeSource',
      summary: 'Change the policy or the parameters of a source; null takes a limit away',
      scope: 'operator',
      body: sourceChangeSchema,
      status: 200,
      answer: sourceSchema,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, body, identity }) {
        await context.setup.run(changeSource, { source: params.source ?? '', change: body })
        return show(findSource(configuration(), params.source), identity)
      },
    }),
    operation({
      method: 'delete',
      path: '/sources/{source}',
      id: 'deleteSource',
      summary: 'Delete a source: its address answers 404 from now on, its events stay',
      scope: 'operator',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        await context.setup.run(deleteSource, { source: params.source ?? '' })
        return undefined
      },
    }),
  ]
}
