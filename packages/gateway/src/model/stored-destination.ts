import type { Unnumbered } from './configuration.ts'
import { type Destination, firstKind, pullKind } from './destination.ts'

type Fields = Readonly<Record<string, unknown>>

/** The fields of a destination beside its address, all of them: what else stands in a row belongs to that. */
const own: Readonly<Record<Exclude<keyof Destination, 'to'>, true>> = {
  number: true,
  id: true,
  name: true,
  kind: true,
  scheme: true,
  inline: true,
  headers: true,
  managed: true,
  listening: true,
  policy: true,
  tenant: true,
  types: true,
  unsigned: true,
  paused: true,
  resumedAt: true,
  createdAt: true,
  deletedAt: true,
}

/** What gateways of before there were kinds look for in every destination. */
const nowhere = { url: '', allowPrivate: false }

/**
 * A destination as its row holds it. The address of the first kind stands beside the other fields, where it has stood
 * since there was no other. One of a further kind says that it is pulled, to gateways that know no kinds: they leave
 * its deliveries alone, where they would otherwise try an address that is none until all are dead.
 */
export function storedDestination(destination: Unnumbered<Destination>): Fields {
  const { to, kind = firstKind, ...rest } = destination
  if (kind === firstKind || kind === pullKind) return { ...nowhere, ...to, ...rest, kind }
  return { ...nowhere, ...rest, kind: pullKind, sentBy: kind, to }
}

/** A destination from its row, of whatever version. */
export function readDestination(stored: Fields): Unnumbered<Destination> {
  const { sentBy, ...flat } = stored
  const rest: Record<string, unknown> = {}
  const beside: Record<string, unknown> = {}
  for (const name in flat) (Object.hasOwn(own, name) ? rest : beside)[name] = flat[name]
  if (flat.kind !== pullKind) return { ...rest, to: beside } as unknown as Destination
  const { url: _url, allowPrivate: _allowPrivate, to = {}, ...others } = beside
  if (typeof sentBy === 'string') return { ...rest, ...others, kind: sentBy, to } as unknown as Destination
  return { ...rest, to: others } as unknown as Destination
}
