import { apiOperations } from '../../../packages/gateway/src/api/operations/all.ts'
import type { ApiContext } from '../../../packages/gateway/src/api/operations/context.ts'
import type { Operation } from '../../../packages/gateway/src/api/operations/operation.ts'
import { fileSchema } from '../../../packages/gateway/src/api/shapes/file-schema.ts'
import { createEgress } from '../../../packages/gateway/src/egress/egress.ts'
import { http } from '../../../packages/gateway/src/transports/http.ts'
import { createTransports } from '../../../packages/gateway/src/transports/transports.ts'
import { notice } from './notice.ts'

const transports = createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) })

/** packages/gateway/countersign.schema.json: what editors hold declared files to. */
export function fileSchemaText(): string {
  return `${JSON.stringify(fileSchema(transports), null, 2)}\n`
}

/** docs/reference/api.md: every operation of the HTTP API, noun by noun. */
export function apiPage(): string {
  // An operation reads the rest of its context when it is called; none is called here.
  const operations = apiOperations({ transports } as ApiContext)
  const nouns = [...new Set(operations.map(nounOf))]
  return `# HTTP API

${notice}

Below \`/api/v1\`, with \`Authorization: Bearer TOKEN\`. The gateway serves schemas of every body and answer as
OpenAPI 3.1 at \`/api/openapi.json\`. Lists are \`{"items":[…],"next":"cursor"}\`; pass \`cursor\` on for the next
page. Sources and destinations may be named by id or name. Errors are problem+json with one of the
[codes](errors.md). A token of scope \`operator\` may do everything.

${nouns
  .map((noun) =>
    section(
      noun,
      operations.filter((one) => nounOf(one) === noun),
    ),
  )
  .join('\n')}`
}

function section(noun: string, operations: readonly Operation[]): string {
  const rows = operations.map(({ method, path, summary, action, codes }) => {
    const links = [...new Set(codes)].map((code) => `[${code}](errors.md#${code.toLowerCase()})`)
    return `| \`${method.toUpperCase()} ${path}\` | ${summary} | \`${action}\` | ${links.join(', ')} |`
  })
  return `## ${noun}\n\n| | does | action | may refuse with |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function nounOf({ path }: Operation): string {
  return path.split('/')[1] ?? ''
}
