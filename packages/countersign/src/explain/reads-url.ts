import { platform } from '#platform'
import type { Bytes } from '../message/bytes.ts'
import type { RawInput } from '../message/input.ts'
import type { Message } from '../message/message.ts'
import { Received } from '../message/received.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { CheckContext } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Whether a scheme's check looks at the URL of this message: only then are others worth a trial. */
export async function readsUrl(
  { proof }: Scheme,
  raw: RawInput & { readonly body: Bytes },
  secrets: readonly SecretMaterial[],
  context: Omit<CheckContext, 'platform'>,
): Promise<boolean> {
  const url = 'https://localhost/'
  const message = new Received(raw.headers, raw.body, raw.method, url, url, context.params)
  let read = false
  const watched: Message = {
    method: message.method,
    get url() {
      read = true
      return message.url
    },
    params: message.params,
    body: message.body,
    header: (name) => message.header(name),
    headerValues: (name) => message.headerValues(name),
    query: (name) => message.query(name),
    queryValues: (name) => message.queryValues(name),
    field: (...path) => message.field(...path),
    form: () => message.form(),
  }
  // Whether it matches is of no interest: a key of ones stands in for a secret that cannot be read.
  const keys = [...secrets, new Uint8Array(32).fill(1)].flatMap((secret) => {
    try {
      return [proof.readKey(secret, platform)]
    } catch {
      return []
    }
  })
  try {
    await proof.check(watched, keys, { ...context, platform })
  } catch {
    // Refused; what it looked at before is known.
  }
  return read
}
