import { fromBase64, fromHex } from '../message/encoding.ts'
import type { KeyForm, ReadableKeyForm } from '../scheme/hmac-options.ts'

/** A key's form with the way to read it. */
export function readableKeyForm(form: KeyForm): ReadableKeyForm {
  const { encoding } = form
  return encoding === 'utf8'
    ? { ...form, encoding }
    : { ...form, decode: encoding === 'base64' ? fromBase64 : fromHex }
}
