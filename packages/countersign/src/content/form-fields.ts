import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'

/** No provider writes so many, and sorting those of a megabyte took half a second, for whoever knows the address. */
const mostFields = 5_000
const ampersand = 0x26

/** The fields of a form body that is signed field by field; throws ERR_CONTENT_MALFORMED where it has more than 5,000. */
export function formFields(message: Message): URLSearchParams {
  let fields = 1
  for (let at = message.body.indexOf(ampersand); at >= 0; at = message.body.indexOf(ampersand, at + 1))
    if (++fields > mostFields)
      throw refusal('ERR_CONTENT_MALFORMED', `A form has ${mostFields} fields at most.`)
  return message.form()
}
