import { isDeepStrictEqual } from 'node:util'
import type { Connection } from '../model/connection.ts'
import { Refusal } from '../model/refusal.ts'
import { tokenBinding } from '../model/seal-bindings.ts'
import type { SetupContext } from './command.ts'
import type { DeclaredConnection } from './declared.ts'
import { makeSecret } from './destination.ts'
import type { Planner } from './planner.ts'
import { createSource } from './source.ts'

/**
 * Plans one connection. Its source is made with the rest, so that routes may name it; the webhook itself is made once that
 * is committed, by who carries the plan out.
 */
export function planConnection(planner: Planner, wanted: DeclaredConnection): void {
  const { name, provider, token } = wanted
  const { draft, context } = planner
  const source = draft.source(name)
  const old = source === undefined ? undefined : draft.connectionOf(source.id)
  if (old !== undefined) {
    refuseOther(old, wanted)
    if (token === undefined || token === openToken(old, context)) return
    const sealedToken = context.seal.seal(Buffer.from(token, 'utf8'), tokenBinding(old.id))
    draft.add({ connections: [{ ...old, sealedToken }] })
    planner.step('update', 'connection', name, ['token'])
    return
  }
  if (token === undefined)
    throw new Refusal('ERR_INPUT', 'A connection that is to be made needs the provider’s token: {env: NAME}.')
  if (source !== undefined && (source.scheme !== provider || source.unsigned))
    throw new Refusal('ERR_CONFLICT', `There is a source "${name}" that is no signed one of ${provider}.`)
  if (source === undefined) {
    // Nobody knows it, and it is good for nothing: until the connection gives it another, the source takes nothing in.
    const value = makeSecret('standard-webhooks', context)
    const secrets = [{ value, notBefore: null, expiresAt: context.now }]
    planner.run(createSource, { name, scheme: provider, secrets, unsigned: false })
    planner.step('create', 'source', name)
  }
  planner.connect({ ...wanted, token })
  planner.step('create', 'connection', name)
}

function refuseOther(old: Connection, { provider, api = old.api, settings }: DeclaredConnection): void {
  if (old.provider === provider && old.api === api && isDeepStrictEqual(old.settings, settings)) return
  throw new Refusal(
    'ERR_FIXED',
    'What a connection asks its provider for does not change: disconnect it first, or give this one another name.',
  )
}

/** Null where the sealing key is another one: then the token counts as changed. */
function openToken({ id, sealedToken }: Connection, { seal }: Pick<SetupContext, 'seal'>): string | null {
  try {
    return Buffer.from(seal.open(sealedToken, tokenBinding(id))).toString('utf8')
  } catch {
    return null
  }
}
