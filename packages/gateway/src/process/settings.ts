import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { isServer } from '../egress/resolv-conf.ts'
import { bounds } from '../model/bounds.ts'
import { parseDuration } from '../model/duration.ts'

/** One setting: what help, documentation and validation all read. */
export interface Setting<T = unknown> {
  /** The flag without its dashes. The environment's name is `COUNTERSIGN_` and this in capitals. */
  readonly flag: string
  /** How help shows the value. */
  readonly value: string
  readonly describe: string
  /** Takes the text of a flag or variable as well as the native value of a configuration file. */
  readonly schema: z.ZodType<T>
  readonly default: T
  /** The default as somebody would write it, where that is not the value itself. */
  readonly shown?: string
  /** Never on the command line, where every user of the machine could read it; never shown. */
  readonly secret?: true
  /** May hold a password: the file that `…_FILE` names is guarded as that of a secret. */
  readonly confidential?: true
}

/** All settings, resolved and checked; the table below says what each is. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly data: string
  readonly databaseUrl: string | null
  readonly databaseDirectUrl: string | null
  readonly publicUrl: string | null
  readonly adminListen: string
  readonly trustedProxies: readonly string[]
  readonly egressAllow: readonly string[]
  readonly egressDeny: readonly string[]
  /** `dns`, `system`, or name servers. */
  readonly resolver: 'dns' | 'system' | readonly string[]
  /** A file of certificates in PEM. */
  readonly ca: string | null
  /** Declared files that are applied at each start: one, or a folder of them. */
  readonly apply: string | null
  readonly adminToken: string | null
  readonly key: string | null
  readonly oldKey: string | null
  readonly maxBodyBytes: number
  readonly intakeBytes: number
  readonly minUploadRate: number
  readonly minFreeBytes: number
  /** Lifetimes, in ms. */
  readonly keepPayloads: number
  readonly keepEvents: number
  readonly keepAttempts: number
  readonly keepLedger: number
  readonly keepAudit: number
  readonly drainSeconds: number
  readonly unreadySeconds: number
  readonly hangSeconds: number
  readonly watchSeconds: number
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly logFormat: 'auto' | 'json' | 'pretty'
}

/** The name of a setting, as a configuration file writes it. */
export type SettingName = keyof Settings

function wholeNumber(min: number, max: number): z.ZodType<number> {
  const error = `must be a whole number from ${min} to ${max}`
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,15}$/)
          .transform(Number),
      ],
      { error },
    )
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }))
}

/** A lifetime in ms, given with its unit and no shorter than `least`. A bare number could mean anything. */
function lifetime(
  preset: string,
  least: string,
): Pick<Setting<number>, 'value' | 'schema' | 'default' | 'shown'> {
  const error = `must be a whole number and d, h, m or s, as in 30d, 12h or 90m; from ${least} to 36500d`
  const inRange = (ms: number | null): ms is number =>
    ms !== null && ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration('36500d') ?? 0)
  const schema = z.string({ error }).transform((text, context) => {
    const ms = parseDuration(text)
    if (inRange(ms)) return ms
    context.addIssue({ code: 'custom', message: error })
    return z.NEVER
  })
  return { value: 'TIME', schema, default: parseDuration(preset) ?? 0, shown: preset }
}

const listOf = (item: (text: string) => boolean, what: string): z.ZodType<readonly string[]> =>
  z
    .union([z.array(z.string()), z.string().transform((text) => text.split(','))], {
      error: `must be a list of ${what}, separated by commas`,
    })
    .transform((items) => items.map((text) => text.trim()).filter((text) => text !== ''))
    .refine((items) => items.every(item), { error: `must be a list of ${what}, separated by commas` })

const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be an address or host name to listen on')

/** `host:port`, with an IPv6 address in brackets. */
export function parseAddress(text: string): { host: string; port: number } | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text)
  const name = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return name === undefined || port > bounds.port.most ? null : { host: name, port }
}

function isRange(text: string): boolean {
  return isIP(text) !== 0 || (ipaddr.isValidCIDR(text) && text.includes('/'))
}

function isHostOrRange(text: string): boolean {
  return isRange(text) || /^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text)
}

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

const postgresUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'must begin with postgres://')

/** Every setting of `countersign serve`, by its name in a configuration file. */
export const settingTable: { readonly [Name in SettingName]: Setting<Settings[Name]> } = {
  host: {
    flag: 'host',
    value: 'ADDRESS',
    describe: 'where to listen; anything but a loopback address serves /in and health alone',
    schema: host,
    default: '127.0.0.1',
  },
  port: {
    flag: 'port',
    value: 'N',
    describe: 'the port to listen on; 0 takes a free one',
    schema: wholeNumber(bounds.port.least, bounds.port.most),
    default: 10_007,
  },
  data: {
    flag: 'data',
    value: 'DIR',
    describe: 'the data folder: the embedded store, and the token and key made on first start',
    schema: z.string().min(1, 'must name a folder'),
    default: '.countersign',
  },
  databaseUrl: {
    flag: 'database-url',
    value: 'URL',
    describe: 'postgres://…: keep everything in PostgreSQL instead, shared by any number of gateways',
    schema: postgresUrl,
    default: null,
    confidential: true,
  },
  databaseDirectUrl: {
    flag: 'database-direct-url',
    value: 'URL',
    describe: 'past PgBouncer, for notifications alone; without it --database-url is used',
    schema: postgresUrl,
    default: null,
    confidential: true,
  },
  publicUrl: {
    flag: 'public-url',
    value: 'URL',
    describe: 'what providers are told, and what schemes that sign the address are checked against',
    schema: z
      .string()
      .refine(isPublicUrl, 'must be an http or https address without user, query or fragment')
      .transform((text) => text.replace(/\/+$/, '')),
    default: null,
  },
  adminListen: {
    flag: 'admin-listen',
    value: 'HOST:PORT',
    describe: 'where console, API and metrics listen when --host is not a loopback address',
    schema: z.string().refine((text) => parseAddress(text) !== null, 'must be HOST:PORT'),
    default: '127.0.0.1:10008',
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    value: 'RANGES',
    describe: 'addresses and ranges whose X-Forwarded-* headers count',
    schema: listOf(isRange, 'addresses and ranges'),
    default: [],
  },
  egressAllow: {
    flag: 'egress-allow',
    value: 'LIST',
    describe: 'hosts, *.domains and ranges inside that every destination may reach',
    schema: listOf(isHostOrRange, 'hosts, *.domains and ranges'),
    default: [],
  },
  egressDeny: {
    flag: 'egress-deny',
    value: 'LIST',
    describe: 'hosts, *.domains and ranges that no destination may reach',
    schema: listOf(isHostOrRange, 'hosts, *.domains and ranges'),
    default: [],
  },
  resolver: {
    flag: 'resolver',
    value: 'WHICH',
    describe:
      'how names are resolved: dns (hosts file and resolv.conf), system (getaddrinfo), or name servers, as in 192.0.2.1:53',
    schema: z
      .string()
      .transform((text) =>
        text === 'dns' || text === 'system' ? text : text.split(',').map((server) => server.trim()),
      )
      .refine((by) => typeof by === 'string' || by.every(isServer), {
        error: 'must be dns, system, or addresses of name servers, separated by commas',
      }),
    default: 'dns',
  },
  ca: {
    flag: 'ca',
    value: 'FILE',
    describe: 'certificates in PEM that are trusted beside the system’s, by deliveries and connections',
    schema: z.string().min(1, 'must name a file'),
    default: null,
  },
  apply: {
    flag: 'apply',
    value: 'FILE|DIR',
    describe:
      'sources, destinations, routes and connections in YAML that are set up at each start; what is not named there stays',
    schema: z.string().min(1, 'must name a file or a folder'),
    default: null,
  },
  adminToken: {
    flag: 'admin-token',
    value: 'TOKEN',
    describe: 'the operator’s token, at least 24 characters; without it one is made in the data folder',
    schema: z.string().regex(/^[\x21-\x7e]{24,512}$/, 'must be 24 to 512 visible ASCII characters'),
    default: null,
    secret: true,
  },
  key: {
    flag: 'key',
    value: 'BASE64',
    describe: 'seals the secrets at rest: 32 bytes in base64; without it one is made in the data folder',
    schema: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64'),
    default: null,
    secret: true,
  },
  oldKey: {
    flag: 'old-key',
    value: 'BASE64',
    describe:
      'the sealing key of before, while keys change: it opens and does not seal once `countersign key rotate` was run',
    schema: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64'),
    default: null,
    secret: true,
  },
  maxBodyBytes: {
    flag: 'max-body-bytes',
    value: 'N',
    describe: 'the largest body taken in; a source may say less',
    schema: wholeNumber(1024, bounds.bodyBytes.most),
    default: 1024 * 1024,
  },
  intakeBytes: {
    flag: 'intake-bytes',
    value: 'N',
    describe: 'bytes of requests that may wait for the store at once; more are answered 503',
    schema: wholeNumber(1024 * 1024, 4 * 1024 * 1024 * 1024),
    default: 64 * 1024 * 1024,
  },
  minUploadRate: {
    flag: 'min-upload-rate',
    value: 'N',
    describe:
      'bytes a second, over five seconds, that a body of more than 16 KiB must come with; 0 demands nothing',
    schema: wholeNumber(0, 1024 * 1024),
    default: 4096,
  },
  minFreeBytes: {
    flag: 'min-free-bytes',
    value: 'N',
    describe: 'free bytes on the data folder’s disk below which nothing more is taken in',
    schema: wholeNumber(0, 1024 ** 4),
    default: 256 * 1024 * 1024,
  },
  keepPayloads: {
    flag: 'keep-payloads',
    describe: 'how long bodies and headers are kept',
    ...lifetime('30d', '1s'),
  },
  keepEvents: {
    flag: 'keep-events',
    describe: 'how long events are listed, without their content once it is gone',
    ...lifetime('90d', '1s'),
  },
  keepAttempts: {
    flag: 'keep-attempts',
    describe: 'how long attempts of settled deliveries are kept',
    ...lifetime('30d', '1s'),
  },
  keepLedger: {
    flag: 'keep-ledger',
    describe: 'how long a repeated event is known again; longer than the provider goes on retrying',
    ...lifetime('30d', '1d'),
  },
  keepAudit: {
    flag: 'keep-audit',
    describe: 'how long the audit tells who did what',
    ...lifetime('400d', '1d'),
  },
  unreadySeconds: {
    flag: 'unready-seconds',
    value: 'N',
    describe:
      'how long, after SIGTERM, /readyz answers 503 while requests are still taken, so that load balancers look elsewhere first',
    schema: wholeNumber(0, 600),
    default: 0,
  },
  drainSeconds: {
    flag: 'drain-seconds',
    value: 'N',
    describe: 'how long a stop waits for what is under way',
    schema: wholeNumber(0, 600),
    default: 20,
  },
  hangSeconds: {
    flag: 'hang-seconds',
    value: 'N',
    describe: 'how long the gateway may hang before its keeper replaces it; 0: for ever',
    schema: wholeNumber(0, 3600),
    default: 15,
  },
  watchSeconds: {
    flag: 'watch-seconds',
    value: 'N',
    describe: 'how often each connection to a provider is looked at: one list call',
    schema: wholeNumber(1, 86_400),
    default: 60,
  },
  logLevel: {
    flag: 'log-level',
    value: 'LEVEL',
    describe: 'trace, debug, info, warn, error or silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  },
  logFormat: {
    flag: 'log-format',
    value: 'FORMAT',
    describe: 'json, pretty, or auto: pretty on a terminal, else JSON lines',
    schema: z.enum(['auto', 'json', 'pretty']),
    default: 'auto',
  },
}

/** The variable of the environment that sets it; with `_FILE` after it, the file that holds the value. */
export function variableOf(name: SettingName): string {
  return `COUNTERSIGN_${settingTable[name].flag.toUpperCase().replaceAll('-', '_')}`
}
