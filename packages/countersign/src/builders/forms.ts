import { taggedList } from '../engines/tagged-list.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { readableKeyForm } from '../keys/readable-key-form.ts'
import { readerOf } from '../message/dates.ts'
import { spellings } from '../message/spelling.ts'
import type { HmacForm, HmacOptions } from '../scheme/hmac-options.ts'
import type { SignedForm, SignedOptions } from '../scheme/signed-options.ts'

/** What an options names, by values: of a signature over a content. */
export function signedForm({
  signature,
  timestamp,
}: SignedOptions): Pick<SignedForm, 'signature' | 'timestamp'> {
  return {
    signature: 'in' in signature && signature.in === 'list' ? taggedList(signature) : signature,
    ...(timestamp !== undefined && { timestamp: { ...timestamp, read: readerOf(timestamp.unit) } }),
  }
}

/** The options of a keyed hash by values. Throws ERR_OPTIONS_INVALID where there is no such hash or encoding. */
export function hmacForm(builder: string, options: HmacOptions): HmacForm {
  const encoding = Object.hasOwn(spellings, options.encoding) ? spellings[options.encoding] : undefined
  if (encoding === undefined)
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `${builder} knows no such encoding.` })
  const { key, timestamp: _, ...rest } = options
  return {
    ...rest,
    ...signedForm(options),
    encoding,
    ...(key !== undefined && { key: readableKeyForm(key) }),
  }
}
