import { errorCodes } from 'countersign/messages'
import { codes } from '../../../packages/gateway/src/model/codes.ts'
import { notice } from './notice.ts'

/** docs/reference/errors.md: every code of the library and of the gateway under a heading of its own. */
export function errorsPage(): string {
  const library = Object.entries(errorCodes).map(([code, { status, message, hint }]) =>
    entry(code, status, message, hint),
  )
  const gateway = Object.entries(codes).map(([code, { status, title, hint }]) =>
    entry(code, status, title, hint),
  )
  return `# Error codes

${notice}

The lists are closed: a code is never renamed or used for something else. No error carries a secret, a
signature or a body. The number is the HTTP status that goes with it.

## Of the library

Thrown as \`WebhookError\` by \`verify\` and its kin, answered by the adapters, kept with rejections by the
gateway.

${library.join('\n')}
## Of the gateway

Answered by the API as problem+json (RFC 9457) and by \`/in/…\`, kept with attempts and rejections, written to
the log.

${gateway.join('\n')}`
}

function entry(code: string, status: number, sentence: string, hint: string): string {
  return `### ${code}\n\n\`${status}\` ${sentence}\n\n${hint}\n`
}
