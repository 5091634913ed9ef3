/** A message that this library and providers' own libraries do not see alike. */
export interface Disagreement {
  readonly sdks: readonly string[]
  readonly case: string
  /** Who takes it. */
  readonly accepts: 'countersign' | 'sdk'
  /** Whom what the providers document supports. */
  readonly supported: 'countersign' | 'sdk' | 'neither'
  readonly why: string
}

const decoding = [
  ...[
    'standardwebhooks',
    'svix',
    'stripe',
    '@octokit/webhooks-methods',
    'resend',
    'replicate',
    '@sendgrid/eventwebhook',
  ],
  ...['razorpay', '@liveblocks/node', '@mux/mux-node', '@paddle/paddle-node-sdk', '@slack/bolt', 'square'],
  '@workos-inc/node',
]

/** Every one, as the tests find it: none is missing, and none is too many. */
export const disagreements: readonly Disagreement[] = [
  {
    sdks: ['@workos-inc/node'],
    case: 'one byte more in the body',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'It takes the parsed body and signs what `JSON.stringify` makes of it; WorkOS documents the raw body.',
  },
  {
    sdks: ['@sendgrid/eventwebhook', '@line/bot-sdk'],
    case: 'a signature without the last of its padding',
    accepts: 'sdk',
    supported: 'neither',
    why: 'Node does not need the `=` at the end of base64: it decodes what it can. One signature has one spelling here.',
  },
  {
    sdks: ['discord-interactions'],
    case: 'the signature in upper case',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same bytes in other letters. Discord sends lower case; one signature has one spelling here.',
  },
  {
    sdks: decoding,
    case: 'a body that is no UTF-8',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'They make text of the body before they compare, and bytes that are no UTF-8 are lost. Providers sign the bytes that they send.',
  },
  {
    sdks: [...decoding, 'pusher'],
    case: 'another body that decodes to the same text',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'For the same reason two bodies pass with one signature: each byte that is no UTF-8 becomes U+FFFD.',
  },
  {
    sdks: ['standardwebhooks', 'stripe', 'resend', '@liveblocks/node', '@workos-inc/node'],
    case: 'a byte order mark before the body',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'It is part of the bytes that were signed. They decode or parse it away before they compare.',
  },
  {
    sdks: ['replicate'],
    case: 'signed 301 seconds ago',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'It looks at no clock and takes a message of any age. Standard Webhooks, which Replicate signs by, wants one looked at.',
  },
  {
    sdks: ['replicate'],
    case: 'signed 301 seconds ahead',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'The same.',
  },
  {
    sdks: ['discord-interactions', '@sendgrid/eventwebhook'],
    case: 'signed 301 seconds ago',
    accepts: 'sdk',
    supported: 'neither',
    why: 'They look at no clock. Discord and SendGrid sign a timestamp and say of its age nothing: give `toleranceSeconds` for another limit than 300.',
  },
  {
    sdks: ['discord-interactions', '@sendgrid/eventwebhook'],
    case: 'signed 301 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same.',
  },
  {
    sdks: ['stripe', '@mux/mux-node', '@paddle/paddle-node-sdk', '@slack/bolt', '@workos-inc/node'],
    case: 'signed 301 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'They refuse what is old and take what is from the future, as a clock that is behind needs. What is dated ahead can be sent again for longer: here both ways have one limit.',
  },
]
