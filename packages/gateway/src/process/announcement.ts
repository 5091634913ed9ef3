import type { Configuration } from '../model/configuration.ts'
import { operationalSource, publishScheme } from '../model/source.ts'

/** What a gateway says of itself when it is up; its keeper prints it after the first start. */
export interface Announcement {
  /** Where ingest and, on loopback, all else is served. */
  readonly url: string
  /** Where console, API and metrics are served. */
  readonly adminUrl: string
  /** Opens the console, once and for a short time; null where the operator has been here before. */
  readonly signIn: string | null
  /** The file with the operator's token; null where it was given by a setting. */
  readonly tokenFile: string | null
  readonly sources: readonly {
    readonly name: string
    readonly scheme: string
    readonly url: string
    readonly unsigned: boolean
  }[]
  /** Secrets of destinations that this start has made: shown now and never again. */
  readonly made: readonly { readonly destination: string; readonly secret: string }[]
}

/** At most so many sources are listed at the start. */
const mostListed = 20

/** The sources as they are announced. */
export function announceSources(configuration: Configuration, publicUrl: string): Announcement['sources'] {
  return [...configuration.sources]
    .filter(
      ({ name, scheme, deletedAt }) =>
        deletedAt === null && name !== operationalSource && scheme !== publishScheme,
    )
    .slice(0, mostListed)
    .map(({ name, scheme, path, unsigned }) => ({ name, scheme, unsigned, url: `${publicUrl}/in/${path}` }))
}
