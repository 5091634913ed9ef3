import type { Message } from '../../message/message.ts'
import { findOne } from '../../message/place.ts'
import type { HandshakeRule } from '../../scheme/handshake.ts'

const longestUrl = 2048

/** As Amazon names its regions. Other labels there are others' to choose from: "sns.s3-us-west-2" is a bucket. */
const region = /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/

/** Label for label: a look-alike such as `sns.eu.amazonaws.com.evil.example` has other ones, or more. */
function isHost(host: string, wanted: string): boolean {
  const [labels, wantedLabels] = [host.split('.'), wanted.split('.')]
  return (
    labels.length === wantedLabels.length &&
    wantedLabels.every((label, at) => (label === '*' ? region.test(labels[at] ?? '') : label === labels[at]))
  )
}

/** The address that a handshake wants fetched; `undefined` where it leads anywhere else than the rule says. */
export function visitOf(
  message: Message,
  { at, host }: NonNullable<HandshakeRule['visits']>,
): string | undefined {
  const text = findOne(message, at)
  if (text === undefined || text.length > longestUrl || !URL.canParse(text)) return undefined
  const url = new URL(text)
  // `host` has the port where it is another than https's.
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || !isHost(url.host, host))
    return undefined
  url.hash = ''
  return url.href
}
