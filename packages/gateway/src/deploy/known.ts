/** What is known of a gateway when a file for its surroundings is printed. */
export interface Known {
  readonly version: string
  /** Where providers reach it; null where nobody has said. */
  readonly publicUrl: string | null
  /** The listener for callers. */
  readonly port: number
  /** The largest body that the gateway takes. */
  readonly maxBodyBytes: number
  /** How long a stop may take in all, in seconds. */
  readonly stopSeconds: number
  /** Whether the store is in PostgreSQL. */
  readonly postgres: boolean
  readonly trustedProxies: readonly string[]
  /** What else is set otherwise than usual, as variables: `COUNTERSIGN_TRUSTED_PROXIES`. */
  readonly variables: Readonly<Record<string, string>>
}

/** Stands where nobody has named the public address. */
const example = 'https://hooks.example.com'

/** The public address, or one to be replaced. */
export function publicUrlOf({ publicUrl }: Pick<Known, 'publicUrl'>): URL {
  return new URL(publicUrl ?? example)
}

/** A limit for bodies that is larger than the gateway's, so that the gateway says why it refuses. In whole megabytes. */
export function proxyBodyMegabytes({ maxBodyBytes }: Pick<Known, 'maxBodyBytes'>): number {
  return 2 * Math.ceil(maxBodyBytes / 1_048_576)
}

/** What a proxy's file begins with: what else is to be set for it to be right. */
export function proxyNotes(known: Known): string {
  const url = publicUrlOf(known)
  const notes = [
    `Passes /in/ on to the gateway on this machine, and nothing else: its API stays where it is.`,
    known.publicUrl === null
      ? 'Replace hooks.example.com, and give the gateway --public-url https://hooks.example.com.'
      : `The gateway has --public-url ${url.href.replace(/\/$/, '')}.`,
    known.trustedProxies.includes('127.0.0.1')
      ? 'It trusts 127.0.0.1 as a proxy, so that X-Forwarded-For counts.'
      : 'Give it --trusted-proxies 127.0.0.1, so that it knows callers apart by X-Forwarded-For.',
  ]
  return notes.map((note) => `# ${note}\n`).join('')
}
