import type { Hook, Provider } from '../provider.ts'
import { ProviderError } from '../provider-error.ts'
import type { WebexClient, WebexWebhook } from './client.ts'
import { memoryOfWebex, missedAtWebex } from './missed.ts'
import type { WebexSettings } from './settings.ts'

/** Webex behind the port. */
export function webexProvider(client: WebexClient, settings: WebexSettings): Provider {
  const hook = (webhook: WebexWebhook): Hook => ({
    id: webhook.id,
    url: webhook.targetUrl,
    state: webhook.status === 'active' ? 'active' : webhook.status === 'inactive' ? 'inactive' : 'unknown',
    wanted:
      webhook.resource === settings.resource &&
      webhook.event === settings.event &&
      (webhook.filter ?? '') === (settings.filter ?? ''),
  })
  return {
    title: 'Webex',
    hooks: async () => (await client.webhooks()).map(hook),
    create: async ({ name, url, secret }) =>
      hook(await client.createWebhook({ name, targetUrl: url, secret, ...settings })),
    save: (id, { name, url, secret }) =>
      client.updateWebhook(id, { name, targetUrl: url, secret, status: 'active' }),
    async remove(id) {
      await client.deleteWebhook(id).catch(async (error: unknown) => {
        // Webex answers 404 where there is nothing left to delete; emulators answer 400.
        const refused = error instanceof ProviderError && error.code === 'ERR_PROVIDER_REFUSED'
        if (!refused || (await client.webhooks()).some((webhook) => webhook.id === id)) throw error
      })
    },
    missed: (gap, hookId) => missedAtWebex(client, settings, gap, hookId),
    memory: memoryOfWebex,
  }
}
