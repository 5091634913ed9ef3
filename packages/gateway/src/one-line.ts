import { WebhookError } from 'countersign'
import type { ChangeConfiguration } from './api/change.ts'
import { createDestination } from './api/create-destination.ts'
import { createSource } from './api/create-source.ts'
import { addressChange, addressOf } from './api/destination-address.ts'
import { changeDeliveryPolicy } from './api/destination-input.ts'
import { newId } from './api/new-id.ts'
import { Problem } from './api/problem.ts'
import { sealSecret } from './api/sealed-secret.ts'
import { secretBinding } from './configuration/open-secrets.ts'
import type { Configuration, ConfigurationChange } from './model/configuration.ts'
import type { Address, Destination } from './model/destination.ts'
import { pauseAfter } from './model/pause.ts'
import type { Source } from './model/source.ts'
import { SettingsRefused } from './process/config.ts'
import type { Seal } from './seal/seal.ts'
import type { Transports } from './transports/transports.ts'

/** One `--source NAME=SCHEME --secret S --forward URL` of the command line. */
export interface OneLine {
  readonly name: string
  readonly scheme: string
  readonly secrets: readonly string[]
  readonly forward: string | null
}

/** What became of it. */
export interface OneLineDone {
  readonly change: ConfigurationChange
  /** The secret of a destination that was made, to be shown once; null where it was there. */
  readonly destinationSecret: string | null
}

/**
 * The change that makes a source, its destination and the route between them, or brings what an earlier
 * start made in line with what is asked for now: the same line twice makes nothing twice.
 */
function applyOneLine(
  line: OneLine,
  before: Configuration,
  context: { seal: Seal; transports: Transports; maxBodyBytes: number; now: number },
): OneLineDone {
  const { seal, transports, maxBodyBytes, now } = context
  const old = before.sources.one('name', line.name)
  const given = line.secrets.map((value) => ({ value, notBefore: null, expiresAt: null }))
  const fresh = createSource(
    { name: line.name, scheme: line.scheme, secrets: given, unsigned: false },
    { seal, maxBodyBytes, now },
  )
  const source = old ?? fresh.source
  const ofSource: ConfigurationChange =
    old === undefined ? fresh.change : bringInLine(old, line, before, context)
  if (line.forward === null) return { change: ofSource, destinationSecret: null }
  const known = before.destinations.one('name', line.name)
  const to = { url: line.forward, allowPrivate: true }
  const input = { name: line.name, beside: to, scheme: 'standard-webhooks' }
  const made = createDestination(input, { seal, transports, now })
  const destination = known ?? made.destination
  const ofDestination: ConfigurationChange =
    known === undefined ? made.change : inLine(known, to, transports, now)
  const routed = before.routes.all('destination', destination.id).some((route) => route.source === source.id)
  const route = {
    id: newId('rte'),
    source: source.id,
    destination: destination.id,
    filter: null,
    createdAt: now,
  }
  return {
    change: {
      sources: ofSource.sources ?? [],
      destinations: ofDestination.destinations ?? [],
      secrets: [...(ofSource.secrets ?? []), ...(ofDestination.secrets ?? [])],
      routes: routed ? [] : [route],
      remove: ofSource.remove ?? [],
    },
    destinationSecret: known === undefined ? made.secret : null,
  }
}

/** A destination of an earlier start, brought to where the line sends now. */
function inLine(
  known: Destination,
  wanted: Address,
  transports: Transports,
  now: number,
): ConfigurationChange {
  const to = addressOf(transports, known.kind ?? transports.first.name, { beside: wanted }, known.to)
  const { moved, mended } = addressChange(transports, known, to)
  if (!moved && !mended) return {}
  const policy = changeDeliveryPolicy(known.policy, {})
  return { destinations: [{ ...known, to, ...pauseAfter(known, { moved, mended }, now), policy }] }
}

/** The secrets on the line are the secrets of the source: new ones are added, others revoked. */
function bringInLine(
  old: Source,
  line: OneLine,
  before: Configuration,
  { seal, now }: { seal: Seal; now: number },
): ConfigurationChange {
  const held = before.secrets
    .all('owner', old.id)
    .map((secret) => ({ id: secret.id, value: opened(seal, secret.sealed, secretBinding(secret)) }))
  const added = line.secrets.filter((value) => !held.some((secret) => secret.value === value))
  return {
    sources: old.scheme === line.scheme ? [] : [{ ...old, scheme: line.scheme }],
    secrets: added.map((value) => sealSecret(seal, old.id, { value, notBefore: null, expiresAt: null }, now)),
    remove: held.flatMap(({ id, value }) => (value !== null && line.secrets.includes(value) ? [] : [id])),
  }
}

function opened(seal: Seal, sealed: Uint8Array, boundTo: string): string | null {
  try {
    return new TextDecoder().decode(seal.open(sealed, boundTo))
  } catch {
    return null
  }
}

/** Applies the lines of the command line, one after the other; answers the secrets that were made. */
export async function applyLines(
  lines: readonly OneLine[],
  change: ChangeConfiguration,
  context: { seal: Seal; transports: Transports; maxBodyBytes: number; now: () => number },
): Promise<{ destination: string; secret: string }[]> {
  const made: { destination: string; secret: string }[] = []
  for (const line of lines) {
    try {
      await change((before) => {
        const done = applyOneLine(line, before, { ...context, now: context.now() })
        if (done.destinationSecret !== null)
          made.push({ destination: line.name, secret: done.destinationSecret })
        return done.change
      })
    } catch (error) {
      if (error instanceof Problem || WebhookError.is(error)) {
        throw new SettingsRefused([`--source ${line.name}=${line.scheme}: ${error.message}`])
      }
      throw error
    }
  }
  return made
}
