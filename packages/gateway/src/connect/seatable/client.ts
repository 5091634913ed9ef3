import { z } from 'zod'
import { type CallerOptions, createCaller } from '../caller.ts'
import { shaped } from '../shape.ts'

const validity = z.union([z.boolean(), z.literal(0), z.literal(1)]).nullish()

const webhookSchema = z.object({ id: z.union([z.number(), z.string()]), url: z.string(), is_valid: validity })

/** A webhook of a base; its secret is never read. */
export interface SeaTableWebhook {
  readonly id: string
  readonly url: string
  /** Null where the API does not say. */
  readonly isValid: boolean | null
}

interface Access {
  readonly access_token: string
  readonly dtable_uuid: string
}

const accessSchema: z.ZodType<Access> = z.object({ access_token: z.string(), dtable_uuid: z.string() })

/** A table of a base. */
export interface SeaTableTable {
  readonly _id: string
  readonly name: string
  readonly columns: readonly { readonly key: string; readonly name: string; readonly type: string }[]
}

const metadataSchema: z.ZodType<{ metadata: { tables: readonly SeaTableTable[] } }> = z.object({
  metadata: z.object({
    tables: z.array(
      z.object({
        _id: z.string(),
        name: z.string(),
        columns: z.array(z.object({ key: z.string(), name: z.string(), type: z.string() })),
      }),
    ),
  }),
})

/** A row, its cells by the names of their columns. */
export interface SeaTableRow extends Readonly<Record<string, unknown>> {
  readonly _id: string
  readonly _mtime: string
  readonly _ctime?: string | null | undefined
}

const rowsSchema: z.ZodType<{ results: readonly SeaTableRow[] }> = z.object({
  results: z.array(z.looseObject({ _id: z.string(), _mtime: z.string(), _ctime: z.string().nullish() })),
})

/** Reads one base with a base token. */
export interface SeaTableReader {
  /** How far SeaTable's clock runs ahead of ours, in ms, as of the last answer. */
  clockAheadMs(): number
  readonly uuid: string
  tables(): Promise<readonly SeaTableTable[]>
  /** Rows whose last change is at or after `since` (ms), oldest change first, one page. */
  changedRows(table: string, since: number, offset: number, limit: number): Promise<readonly SeaTableRow[]>
}

/** The part of SeaTable's API that a connection needs. Every method rejects with `ProviderError`. */
export interface SeaTableClient {
  webhooks(): Promise<readonly SeaTableWebhook[]>
  createWebhook(fields: { url: string; secret: string }): Promise<SeaTableWebhook>
  /** Saves it anew; on the web page that makes an invalid one valid again. */
  updateWebhook(id: string, fields: { url: string; secret: string }): Promise<SeaTableWebhook>
  /** One that is gone already is fine. */
  deleteWebhook(id: string): Promise<void>
  /** Exchanges the account token for one that reads the base. */
  reader(): Promise<SeaTableReader>
}

/** SeaTable's own server. Self-hosted ones have others. */
export const seaTableServer = 'https://cloud.seatable.io'

export function createSeaTableClient(
  options: Omit<CallerOptions, 'provider'> & { readonly workspace: string; readonly baseName: string },
): SeaTableClient {
  const { workspace, baseName, ...rest } = options
  const call = createCaller({ ...rest, provider: 'SeaTable' })
  const home = `/api/v2.1/workspace/${encodeURIComponent(workspace)}/dtable/${encodeURIComponent(baseName)}`
  const one = (json: unknown, doing: string) =>
    tidy(shaped(z.object({ webhook: webhookSchema }), json, 'SeaTable', doing).webhook)
  return {
    async webhooks() {
      const doing = 'list the webhooks of the base'
      const { json } = await call({ method: 'GET', path: `${home}/webhooks/`, doing })
      return shaped(
        z.object({ webhook_list: z.array(webhookSchema) }),
        json,
        'SeaTable',
        doing,
      ).webhook_list.map(tidy)
    },
    async createWebhook(form) {
      const doing = 'create the webhook'
      return one((await call({ method: 'POST', path: `${home}/webhooks/`, form, doing })).json, doing)
    },
    async updateWebhook(id, form) {
      const doing = 'save the webhook anew'
      const path = `${home}/webhooks/${encodeURIComponent(id)}/`
      return one((await call({ method: 'PUT', path, form, doing })).json, doing)
    },
    async deleteWebhook(id) {
      const path = `${home}/webhooks/${encodeURIComponent(id)}/`
      await call({ method: 'DELETE', path, doing: 'delete the webhook' }).catch((error) => {
        if (error?.code !== 'ERR_PROVIDER_NOT_FOUND') throw error
      })
    },
    async reader() {
      const doing = 'give access to the base'
      const { json } = await call({ method: 'GET', path: `${home}/access-token/`, doing })
      const access = shaped(accessSchema, json, 'SeaTable', doing)
      return createReader(rest, access)
    },
  }
}

function createReader(options: Omit<CallerOptions, 'provider'>, access: Access): SeaTableReader {
  const { access_token: token, dtable_uuid: uuid } = access
  // The base token goes to the server that was configured, whatever address the answer names.
  const call = createCaller({ ...options, provider: 'SeaTable', token })
  const home = `/api-gateway/api/v2/dtables/${encodeURIComponent(uuid)}`
  return {
    uuid,
    clockAheadMs: () => call.clockAheadMs(),
    async tables() {
      const doing = 'describe the tables of the base'
      const { json } = await call({ method: 'GET', path: `${home}/metadata/`, doing })
      return shaped(metadataSchema, json, 'SeaTable', doing).metadata.tables
    },
    async changedRows(table, since, offset, limit) {
      const doing = 'list the rows that changed'
      const name = table.replaceAll('`', '``')
      const sql = `SELECT * FROM \`${name}\` WHERE \`_mtime\` >= '${new Date(since).toISOString()}' ORDER BY \`_mtime\` LIMIT ${limit} OFFSET ${offset}`
      const { json } = await call({
        method: 'POST',
        path: `${home}/sql/`,
        json: { sql, convert_keys: true },
        doing,
      })
      return shaped(rowsSchema, json, 'SeaTable', doing).results
    },
  }
}

function tidy({ id, url, is_valid }: z.infer<typeof webhookSchema>): SeaTableWebhook {
  return {
    id: String(id),
    url,
    isValid: is_valid === undefined || is_valid === null ? null : Boolean(is_valid),
  }
}
