import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Control } from '../control.ts'
import { requireToken, type Tokens } from './access.ts'
import type { Base } from './base.ts'
import { SeaTableProblem } from './problem.ts'
import type { Webhook, Webhooks } from './webhooks.ts'

interface Place {
  readonly workspace: string
  readonly name: string
  readonly id?: string
}

export interface WebhookRouteOptions {
  readonly base: Base
  readonly webhooks: Webhooks
  readonly tokens: Tokens
  readonly control: Control
  /** Leaves `is_valid` out of answers: whether the real API tells it is not known. */
  readonly hideValidity: boolean
}

/** The webhooks of a base and the exchange of tokens, under `/api/v2.1`. */
export function addWebhookRoutes(app: FastifyInstance, options: WebhookRouteOptions): void {
  const { base, webhooks, tokens, control } = options
  const path = '/workspace/:workspace/dtable/:name/webhooks/'

  const enter = (request: FastifyRequest<{ Params: Place }>): void => {
    requireToken(request, tokens.account, [tokens.api, tokens.base])
    const { workspace, name } = request.params
    if (workspace !== String(base.workspace))
      throw new SeaTableProblem(404, `Workspace ${workspace} not found.`)
    if (name !== base.name) throw new SeaTableProblem(404, `dtable ${name} not found.`)
  }
  const find = (request: FastifyRequest<{ Params: Place }>): Webhook => {
    const webhook = webhooks.all.get(Number(request.params.id))
    if (webhook === undefined) throw new SeaTableProblem(404, `webhook ${request.params.id} not found.`)
    return webhook
  }
  const show = (webhook: Webhook) => ({
    id: webhook.id,
    dtable_uuid: webhook.dtableUuid,
    url: webhook.url,
    creator: webhook.creator,
    created_at: new Date(webhook.createdAt).toISOString().replace('Z', '+00:00'),
    settings: { secret: webhook.secret },
    ...(options.hideValidity ? {} : { is_valid: webhook.isValid }),
  })

  app.get(path, async (request: FastifyRequest<{ Params: Place }>) => {
    enter(request)
    return { webhook_list: [...webhooks.all.values()].map(show) }
  })

  app.post(path, async (request: FastifyRequest<{ Params: Place }>) => {
    enter(request)
    const { url, secret } = fields(request)
    const webhook = webhooks.add({
      url: targetOf(url),
      secret: secret ?? '',
      dtableUuid: base.uuid.replaceAll('-', ''),
      creator: 'simulated@auth.local',
    })
    control.log(`webhook ${webhook.id} created, ${webhook.secret === '' ? 'without a' : 'with a'} secret`)
    return { webhook: show(webhook) }
  })

  app.put(`${path}:id/`, async (request: FastifyRequest<{ Params: Place }>) => {
    enter(request)
    const webhook = find(request)
    const { url, secret } = fields(request)
    webhooks.save(webhook, { url: targetOf(url ?? webhook.url), secret: secret ?? '' })
    control.log(`webhook ${webhook.id} saved anew; it is valid`)
    return { webhook: show(webhook) }
  })

  app.delete(`${path}:id/`, async (request: FastifyRequest<{ Params: Place }>) => {
    enter(request)
    webhooks.all.delete(find(request).id)
    control.log(`webhook ${request.params.id} deleted`)
    return { success: true }
  })

  const baseToken = (server: string) => ({
    app_name: 'simulated',
    access_token: tokens.base,
    dtable_uuid: base.uuid,
    dtable_server: `${server}/api-gateway/`,
    dtable_socket: `${server}/`,
    dtable_db: `${server}/dtable-db/`,
    use_api_gateway: true,
    workspace_id: base.workspace,
    dtable_name: base.name,
  })
  app.get(
    '/workspace/:workspace/dtable/:name/access-token/',
    async (request: FastifyRequest<{ Params: Place }>) => {
      enter(request)
      return baseToken(serverOf(request))
    },
  )
  app.get('/dtable/app-access-token/', async (request) => {
    requireToken(request, tokens.api, [tokens.account, tokens.base])
    return baseToken(serverOf(request))
  })
}

function serverOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.headers.host ?? 'localhost'}`
}

function fields(request: FastifyRequest): { url?: string; secret?: string } {
  const { url, secret } = { ...(request.body as Record<string, unknown> | undefined) }
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof secret === 'string' ? { secret } : {}),
  }
}

function targetOf(url: string | undefined): string {
  if (url === undefined || url === '' || url.length > 2000 || !/^https?:\/\//.test(url))
    throw new SeaTableProblem(400, 'url invalid.')
  return url
}
