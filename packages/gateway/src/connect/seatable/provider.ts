import type { Hook, Provider } from '../provider.ts'
import type { SeaTableClient, SeaTableWebhook } from './client.ts'
import { memoryOfSeaTable, missedAtSeaTable } from './missed.ts'

/** SeaTable behind the port. A webhook there is for every change of its base, and has no name. */
export function seaTableProvider(client: SeaTableClient): Provider {
  const hook = ({ id, url, isValid }: SeaTableWebhook): Hook => ({
    id,
    url,
    state: isValid === null ? 'unknown' : isValid ? 'active' : 'inactive',
    wanted: true,
  })
  return {
    title: 'SeaTable',
    hooks: async () => (await client.webhooks()).map(hook),
    create: async ({ url, secret }) => hook(await client.createWebhook({ url, secret })),
    save: async (id, { url, secret }) => void (await client.updateWebhook(id, { url, secret })),
    remove: (id) => client.deleteWebhook(id),
    missed: (gap) => missedAtSeaTable(client, gap),
    memory: memoryOfSeaTable,
  }
}
