import type { Hook, HookFields, Provider } from './provider.ts'
import { ProviderError } from './provider-error.ts'

/**
 * Makes the webhook, or adopts one that already sends to the same target for the same purpose, so that what
 * an earlier attempt left behind is taken up and not doubled. Rejects with `ProviderError`.
 */
export async function attachHook(
  provider: Provider,
  fields: HookFields,
  known: readonly Hook[],
): Promise<string> {
  const adopted = known.find((hook) => hook.url === fields.url && hook.wanted)
  if (adopted !== undefined) {
    const changed = await provider.save(adopted.id, fields).then(() => true, unlessRefused)
    if (changed) return adopted.id
    // Emulators may offer no way to change a webhook: another takes its place.
    await provider.remove(adopted.id)
  }
  try {
    return (await provider.create(fields)).id
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.ambiguous) throw error
    // Nobody knows whether it was made: whoever looks finds out.
    const made = (await provider.hooks().catch(() => [])).find(
      (hook) => hook.url === fields.url && hook.wanted,
    )
    if (made === undefined) throw error
    return made.id
  }
}

function unlessRefused(error: unknown): false {
  const codes = ['ERR_PROVIDER_NOT_FOUND', 'ERR_PROVIDER_REFUSED']
  if (error instanceof ProviderError && codes.includes(error.code)) return false
  throw error
}
