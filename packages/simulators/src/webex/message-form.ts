import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A file of a message as it came in a form. */
export interface Upload {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What a request for a message holds that is no JSON: its fields, and one file at most, as Webex takes it. */
export interface MessageForm {
  readonly fields: Readonly<Record<string, string>>
  readonly uploads: readonly Upload[]
}

const forms = new WeakSet<object>()

/** Has a server read `multipart/form-data`, which a message with a file of one's own comes as. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const type = request.headers['content-type'] ?? ''
      const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } })
        .formData()
        .catch((error: Error) => Promise.reject(Object.assign(error, { statusCode: 400 })))
      const fields: Record<string, string> = {}
      const uploads: Upload[] = []
      for (const [name, value] of form) {
        if (typeof value === 'string') fields[name] = value
        else
          uploads.push({
            name: value.name,
            type: value.type,
            bytes: new Uint8Array(await value.arrayBuffer()),
          })
      }
      const read: MessageForm = { fields, uploads }
      forms.add(read)
      return read
    },
  )
}

/** A body that came as a form; null for any other. */
export function messageForm(body: unknown): MessageForm | null {
  return typeof body === 'object' && body !== null && forms.has(body) ? (body as MessageForm) : null
}
