import { WebhookError } from '../errors/webhook-error.ts'
import type { Message } from '../message/message.ts'
import type { MadePart } from '../scheme/content.ts'

/** The whole URL as it is registered at the provider, for what is worked out of it; throws ERR_URL_MISSING where there is none. */
export function wholeUrl({ url }: Pick<Message, 'url'>): string {
  if (url === undefined || !URL.canParse(url)) throw new WebhookError('ERR_URL_MISSING')
  return url
}

/** Path and query of the URL as it is registered at the provider, without the fragment. */
export const path: MadePart = {
  part: 'made',
  make({ url }) {
    const found = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url ?? '')
    if (found === null) throw new WebhookError('ERR_URL_MISSING')
    const [, rest = ''] = found
    return [rest.startsWith('/') ? rest : `/${rest}`]
  },
}

/** Host and port of the URL as it is registered at the provider, in lower case. */
export const host: MadePart = {
  part: 'made',
  make({ url }) {
    const found = /^https?:\/\/([^/?#@]+)/i.exec(url ?? '')
    if (found?.[1] === undefined) throw new WebhookError('ERR_URL_MISSING')
    return [found[1].toLowerCase()]
  },
}
