import type { FastifyInstance } from 'fastify'
import type { Control } from '../control.ts'
import { account, jsonBody, text } from './access.ts'
import { filterFault } from './filter.ts'
import { webexId } from './id.ts'
import type { Webhook } from './model.ts'
import { page } from './paging.ts'
import { WebexProblem } from './problem.ts'
import type { Webhooks } from './webhooks.ts'
import type { World } from './world.ts'

/** The names in webex/webex-openapi-specs, public-spec/webex-messaging.json; `all` is the firehose. */
const resources = new Set(
  `all attachmentActions dataSources memberships messages rooms meetings recordings convergedRecordings
  meetingParticipants meetingTranscripts telephony_calls telephony_conference telephony_mwi uc_counters
  serviceApp adminBatchJobs`.split(/\s+/),
)
const events = new Set(
  'all created updated deleted started ended joined left migrated authorized deauthorized statusChanged'.split(
    ' ',
  ),
)
/** Which read scope a webhook on a resource needs; the others ask for `spark:all` here. */
const scopes: Readonly<Record<string, string>> = {
  messages: 'spark:messages_read',
  attachmentActions: 'spark:messages_read',
  memberships: 'spark:memberships_read',
  rooms: 'spark:rooms_read',
  telephony_calls: 'spark:calls_read',
}

export function addWebhookRoutes(
  app: FastifyInstance,
  world: World,
  webhooks: Webhooks,
  control: Control,
): void {
  const own = (id: string, personId: string): Webhook => {
    const webhook = webhooks.all.get(id)
    if (webhook === undefined || webhook.createdBy !== personId)
      throw new WebexProblem(404, 'Could not find a webhook with provided ID.')
    return webhook
  }

  app.get('/webhooks', async (request, reply) => {
    const { person } = account(request, world, 'spark:webhooks_read')
    const mine = [...webhooks.all.values()].filter((webhook) => webhook.createdBy === person.id)
    return page(request, reply, mine)
  })

  app.post('/webhooks', async (request) => {
    const body = jsonBody(request)
    const resource = text(body, 'resource')
    const { person } = account(request, world, scopes[resource ?? ''] ?? 'spark:all')
    const [name, targetUrl, event] = [text(body, 'name'), text(body, 'targetUrl'), text(body, 'event')]
    if (name === undefined) throw new WebexProblem(400, 'name cannot be empty')
    if (targetUrl === undefined) throw new WebexProblem(400, 'targetUrl cannot be null')
    if (resource === undefined || !resources.has(resource)) throw new WebexProblem(400, 'Unknown resource.')
    if (event === undefined || !events.has(event)) throw new WebexProblem(400, 'Unknown event.')
    const [filter, secret] = [text(body, 'filter'), text(body, 'secret')]
    const fault = filter === undefined ? null : filterFault(resource, filter)
    if (fault !== null) throw new WebexProblem(400, fault)
    const webhook: Webhook = {
      id: webexId('WEBHOOK'),
      name,
      targetUrl: target(targetUrl),
      resource,
      event,
      ...(filter === undefined ? {} : { filter }),
      ...(secret === undefined ? {} : { secret }),
      status: 'active',
      orgId: person.orgId,
      createdBy: person.id,
      appId: webexId('APPLICATION', '00000000-0000-4000-8000-000000000001'),
      ownedBy: text(body, 'ownedBy') === 'org' ? 'org' : 'creator',
      created: new Date(control.now()).toISOString(),
    }
    webhooks.all.set(webhook.id, webhook)
    control.log(
      `webhook "${name}" created for ${resource}/${event}, ${secret === undefined ? 'without a' : 'with a'} secret`,
    )
    return webhook
  })

  app.get<{ Params: { id: string } }>('/webhooks/:id', async (request) => {
    const { person } = account(request, world, 'spark:webhooks_read')
    return own(request.params.id, person.id)
  })

  app.put<{ Params: { id: string } }>('/webhooks/:id', async (request) => {
    const { person } = account(request, world, 'spark:webhooks_write')
    const webhook = own(request.params.id, person.id)
    const body = jsonBody(request)
    const [name, targetUrl, status] = [text(body, 'name'), text(body, 'targetUrl'), text(body, 'status')]
    if (name === undefined) throw new WebexProblem(400, 'name cannot be empty')
    if (targetUrl === undefined) throw new WebexProblem(400, 'targetUrl cannot be null')
    if (status === 'inactive') throw new WebexProblem(400, 'A webhook cannot be deactivated.')
    webhook.name = name
    webhook.targetUrl = target(targetUrl)
    const secret = text(body, 'secret')
    if (secret !== undefined) webhook.secret = secret
    if (status === 'active') webhook.status = 'active'
    control.log(`webhook "${name}" changed; it is ${webhook.status}`)
    return webhook
  })

  app.delete<{ Params: { id: string } }>('/webhooks/:id', async (request, reply) => {
    const { person } = account(request, world, 'spark:webhooks_write')
    const webhook = own(request.params.id, person.id)
    webhooks.all.delete(webhook.id)
    control.log(`webhook "${webhook.name}" deleted`)
    return reply.code(204).send()
  })
}

function target(url: string): string {
  try {
    if (/^https?:$/.test(new URL(url).protocol)) return url
  } catch {
    // Falls through to the same answer.
  }
  throw new WebexProblem(400, 'targetUrl is not a valid URL')
}
