import type { LiveSource } from '../configuration/live.ts'
import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'

/** Tells the operator of a connection: a line in the log, and an operational event. */
export async function tell(
  deps: ConnectDeps,
  { id, provider }: Connection,
  { source }: LiveSource,
  { type, sentence }: { readonly type: string; readonly sentence: string },
  facts: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  deps.log.warn({ connection: id, source: source.name, event: type }, sentence)
  await deps.raise({
    type,
    at: deps.now(),
    data: { connection: id, source: source.name, provider, message: sentence, ...facts },
  })
}
