import type { Catalog } from '../configuration/catalog.ts'
import type { Live } from '../configuration/live.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import type { Source } from '../model/source.ts'

/**
 * What is doubtful about a source that was made before its scheme asked for a param: what is signed for anybody else
 * passes there.
 */
export function sourceWarnings(
  catalog: Catalog,
  source: Pick<Source, 'scheme' | 'inline' | 'unsigned' | 'params'>,
): string[] {
  const scheme = catalog.scheme(schemeOf(source))
  if (scheme === undefined || source.unsigned) return []
  return Object.entries(scheme.proof.params ?? {})
    .filter(([name, { demanded }]) => demanded === true && !hasText(source.params, name))
    .map(
      ([name, { title }]) =>
        `The param ${name} is missing (${title}): what ${scheme.title} signs for anybody else is taken in as well. Set it.`,
    )
}

/** Says so of each source in the log. */
export function warnOfSources(
  live: Pick<Live, 'catalog' | 'current'>,
  log: { warn(about: object, message: string): void },
): void {
  for (const source of live.current().configuration.sources.from(0)) {
    if (source.deletedAt !== null) continue
    for (const warning of sourceWarnings(live.catalog, source)) log.warn({ source: source.name }, warning)
  }
}

function hasText(params: Source['params'], name: string): boolean {
  return Object.hasOwn(params, name) && Boolean(params[name])
}
