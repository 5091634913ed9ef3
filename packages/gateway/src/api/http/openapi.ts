import { z } from 'zod'
import { type Code, codes } from '../../model/codes.ts'
import { type Action, scopes } from '../../model/permission.ts'
import type { Operation } from '../operations/operation.ts'
import { isFoundAgain } from './made-at.ts'
import { tagUnions } from './tag-unions.ts'

type Json = Record<string, unknown>

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details with a code of a closed list.',
  required: ['type', 'title', 'status', 'code', 'detail', 'hint'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', pattern: '^ERR_[A-Z_]+$' },
    detail: { type: 'string' },
    hint: { type: 'string', description: 'What to do about it.' },
    instance: { type: 'string', description: 'Names an unforeseen error in the log.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['at', 'message'],
        properties: {
          at: { type: 'string' },
          message: { type: 'string' },
          column: { type: 'integer' },
          code: { type: 'string' },
        },
      },
    },
  },
}

const sharedCodes: readonly Code[] = [
  'ERR_TOKEN_MISSING',
  'ERR_TOKEN_UNKNOWN',
  'ERR_TOKEN_EXPIRED',
  'ERR_SCOPE',
  'ERR_JOURNAL_UNAVAILABLE',
]

/** OpenAPI 3.1 of the operations, from the schemas that check them. */
export function describeApi(operations: readonly Operation[], version: string): Json {
  const schemas: Json = { Problem: problemSchema }
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const path = `/api/v1${operation.path}`
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, operations, schemas) }
  }
  tagUnions(schemas, paths)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version,
      description: 'Every webhook verified, none lost.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

function describeOperation(operation: Operation, operations: readonly Operation[], schemas: Json): Json {
  const { id, summary, action, status, answer, contentType, rawBody, documentedBody } = operation
  const body = documentedBody ?? operation.body
  const parameters = [
    ...pathParameters(operation.path),
    ...queryParameters(operation, schemas),
    ...ifMatch(operation),
    ...idempotencyKey(operation),
  ]
  const content: Json = {
    ...(body && {
      'application/json': {
        schema: named(`${nameOf(id)}Body`, optional(toJson(body, 'input', schemas)) as Json, schemas),
      },
    }),
    ...(rawBody && { '*/*': { schema: { type: 'string', format: 'binary' } } }),
  }
  const answered: Json | undefined = answer
    ? {
        [contentType ?? 'application/json']: {
          schema: named(`${nameOf(id)}Answer`, toJson(answer, 'output', schemas), schemas),
        },
      }
    : contentType === undefined
      ? undefined
      : { [contentType]: { schema: { type: 'string', format: 'binary' } } }
  const headers: Json = {
    ...(operation.tagged && answered && { ETag: etagHeader }),
    ...(isFoundAgain(operation, operations) && { Location: locationHeader }),
  }
  return {
    operationId: id,
    summary,
    description: `Needs the action \`${action}\`, which is of the scope ${scopesWith(action)}.`,
    tags: [tagOf(operation)],
    ...(parameters.length > 0 && { parameters }),
    ...(Object.keys(content).length > 0 && { requestBody: { required: isBodyRequired(operation), content } }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(Object.keys(headers).length > 0 && { headers }),
        ...(answered && { content: answered }),
      },
      ...problems(operation),
    },
  }
}

/** Whether a request without a body would be refused: what it may hold is optional, all of it, elsewhere. */
function isBodyRequired({ body, documentedBody = body, rawBody }: Operation): boolean {
  return rawBody === true || documentedBody?.safeParse({}).success === false
}

const etagHeader: Json = {
  description: 'The `etag` of what is answered. Its secrets and its health have no part in it.',
  schema: { type: 'string' },
}

const locationHeader: Json = {
  description: 'Where what was made is to be found. Absent where many were made at once.',
  schema: { type: 'string', format: 'uri-reference' },
}

function ifMatch({ method, tagged }: Operation): Json[] {
  if (!tagged || method === 'get') return []
  const description = 'The ETag of what was looked at: where somebody has changed it since, ERR_CHANGED.'
  return [{ name: 'If-Match', in: 'header', required: false, description, schema: { type: 'string' } }]
}

function idempotencyKey({ once, id }: Operation): Json[] {
  if (!once && id !== 'publishEvent') return []
  const description = once
    ? 'What is asked for under a key is made once: a repeat within a day has the first answer. A key counts for whoever uses it.'
    : 'A repeat with the same key and content is the same event.'
  const schema = { type: 'string', minLength: 1, maxLength: 256 }
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema }]
}

/** Such as `operator and read`. */
function scopesWith(action: Action): string {
  return Object.entries(scopes)
    .filter(([, actions]) => actions.has(action))
    .map(([scope]) => scope)
    .join(' and ')
}

function problems({ codes: own, query, body, once }: Operation): Json {
  const input: Code[] = query || body ? ['ERR_INPUT'] : []
  if (once) input.push('ERR_IDEMPOTENCY_KEY', 'ERR_IDEMPOTENCY_UNDER_WAY')
  const byStatus = new Map<number, Code[]>()
  for (const code of [...sharedCodes, ...input, ...own]) {
    const { status } = codes[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [status, { description: [...new Set(list)].join(', '), content }]),
  )
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: Operation, schemas: Json): Json[] {
  if (query === undefined) return []
  const { properties = {} } = toJson(query, 'input', schemas) as { properties?: Record<string, Json> }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: false,
    ...(description !== undefined && { description }),
    schema,
  }))
}

/** JSON Schema of a schema; what has a name of its own goes among the components. */
function toJson(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(
    z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema }) => bounded(jsonSchema) }),
  )
  const { $schema, $defs, id, ...rest } = JSON.parse(
    text.replaceAll('#/$defs/', '#/components/schemas/'),
  ) as Json
  for (const [name, value] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
    const { id: _named, ...named } = value
    schemas[name] = named
  }
  if (typeof id !== 'string') return rest
  schemas[id] = rest
  return { $ref: `#/components/schemas/${id}` }
}

/** A list of so many is one by its length, too: some generators take no schema that is `false`. */
function bounded(schema: z.core.JSONSchema.BaseSchema): void {
  const { prefixItems, items } = schema
  if (prefixItems === undefined || items !== false) return
  delete schema.items
  schema.minItems = schema.maxItems = prefixItems.length
}

function nameOf(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1)
}

/** A schema by its name: generated clients have a type of that name then. One that has a name keeps it. */
function named(name: string, schema: Json, schemas: Json): Json {
  if ('$ref' in schema) return schema
  schemas[name] = schema
  return { $ref: `#/components/schemas/${name}` }
}

/**
 * A body without `default`, which its descriptions tell instead: generators take a field with a default for one that is
 * always there, as it is in answers, and would demand it of whoever asks.
 */
function optional(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(optional)
  if (typeof node !== 'object' || node === null) return node
  const { default: value, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, inner]) => [key, optional(inner)]),
  ) as Json
  // `properties` may have one of that name.
  if (value === undefined || typeof rest.type !== 'string')
    return value === undefined ? rest : { ...rest, default: value }
  const said = typeof rest.description === 'string' ? `${rest.description} ` : ''
  return { ...rest, description: `${said}Default: ${JSON.stringify(value)}.` }
}

function tagOf({ path }: Operation): string {
  return path.split('/')[1] ?? ''
}
