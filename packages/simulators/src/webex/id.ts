import { randomUUID } from 'node:crypto'

export type WebexKind =
  | 'PEOPLE'
  | 'ROOM'
  | 'MEMBERSHIP'
  | 'MESSAGE'
  | 'WEBHOOK'
  | 'CONTENT'
  | 'ATTACHMENT_ACTION'
  | 'ORGANIZATION'
  | 'APPLICATION'

/** An id as Webex writes them: `ciscospark://us/KIND/uuid` in Base64 without padding. */
export function webexId(kind: WebexKind, uuid: string = randomUUID()): string {
  return Buffer.from(`ciscospark://us/${kind}/${uuid}`).toString('base64url')
}
