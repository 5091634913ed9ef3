import { z } from 'zod'
import type { CallerOptions } from './caller.ts'
import type { Provider } from './provider.ts'
import { createSeaTableClient, seaTableServer } from './seatable/client.ts'
import { seaTableProvider } from './seatable/provider.ts'
import { seaTableSettingsSchema } from './seatable/settings.ts'
import { createWebexClient, webexApi } from './webex/client.ts'
import { webexProvider } from './webex/provider.ts'
import { webexSettingsSchema } from './webex/settings.ts'

/** A provider that connections can be made to. Its name is also the scheme of their sources. */
export interface ProviderKind {
  readonly title: string
  /** The base of its API unless another is given. */
  readonly defaultApi: string
  /** What it must be told; the parsed values are text. */
  readonly settings: z.ZodType<object>
  open(options: Omit<CallerOptions, 'provider'>, settings: Readonly<Record<string, string>>): Provider
}

/** All that there are, by name. */
export const providers: Readonly<Record<string, ProviderKind>> = {
  webex: {
    title: 'Webex',
    defaultApi: webexApi,
    settings: webexSettingsSchema,
    open: (options, settings) =>
      webexProvider(createWebexClient(options), webexSettingsSchema.parse(settings)),
  },
  seatable: {
    title: 'SeaTable',
    defaultApi: seaTableServer,
    settings: seaTableSettingsSchema,
    open(options, given) {
      const { workspace, base } = seaTableSettingsSchema.parse(given)
      return seaTableProvider(createSeaTableClient({ ...options, workspace, baseName: base }))
    },
  },
}

/** The provider of a name; throws for one that this version does not have. */
export function providerKind(name: string): ProviderKind {
  const kind = Object.hasOwn(providers, name) ? providers[name] : undefined
  if (kind === undefined) throw new RangeError(`This version cannot connect to "${name}".`)
  return kind
}

/** A token as a header can carry it. */
export const tokenSchema: z.ZodType<string> = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, 'must be the token alone: visible ASCII without spaces or line ends')
