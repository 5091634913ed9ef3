import type { WebhookError, WebhookEvent } from 'countersign'
import colors from 'picocolors'
import { printable } from '../../model/printable.ts'
import { operatorHint } from '../../observe/operator-hint.ts'

/** An authentic message in a line. */
export function verifiedText(event: WebhookEvent): string {
  const what = [event.scheme, event.type, event.id].filter(Boolean).join(' ')
  return `${colors.green(event.verdict)} ${printable(what)}, by secret ${event.secretId}\n`
}

/** An authentic message as JSON. */
export function verifiedJson(event: WebhookEvent): Record<string, unknown> {
  const { scheme, verdict, type, id, secretId, timestamp, dedupe } = event
  return { ok: true, scheme, verdict, type, id, secretId, timestamp, dedupe, bytes: event.body.byteLength }
}

/** A refused one as JSON. */
export function refusedJson(error: WebhookError): Record<string, unknown> {
  return { ok: false, code: error.code, message: error.message, hint: operatorHint(error.hint) }
}
