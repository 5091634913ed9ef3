/** A message that this library and providers' own libraries do not see alike. */
export interface Disagreement {
  readonly sdks: readonly string[]
  /** Where a library has several schemes, and it is of one. */
  readonly scheme?: string
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
  ...['@workos-inc/node', 'twilio', '@shopify/shopify-api', 'box-node-sdk', 'telnyx', 'twilio (Python)'],
  ...['openai', '@anthropic-ai/sdk', 'dodopayments', 'lithic', '@tryfinch/finch-api', 'orb-billing'],
  ...['@metronome/sdk', 'modern-treasury', '@clerk/backend', '@upstash/qstash', 'livekit-server-sdk'],
  ...['@contentful/node-apps-toolkit', '@sanity/webhook', 'retell-sdk', 'webflow-api', 'cloudinary'],
  ...['@easypost/api', 'truelayer-signing'],
  ...['cashfree-pg', 'coinbase-commerce-node', '@blockfrost/blockfrost-js', 'event-notification-nodejs-sdk'],
  ...['@polar-sh/sdk', '@whop/sdk', '@hubspot/api-client', '@larksuiteoapi/node-sdk', 'mailersend'],
  ...['@elevenlabs/elevenlabs-js', 'crisp-api', '@kontent-ai/webhook-helper', 'paymongo-node'],
  ...['@zoom/rivet', 'acuityscheduling', '@hookdeck/sdk'],
]
/** Python's decode strictly, and have no text of such a body. */
const strict = [
  ...['stripe', 'slack-sdk', 'svix', 'standardwebhooks', 'pyairtable', 'boldsign', 'increase'],
  ...['razorpay', 'line-bot-sdk', 'gocardless-pro', 'openai', 'resend', 'squareup', 'pycronofy'],
  ...['easypost', 'coinbase-commerce', 'paddle-python-sdk', 'polar-sdk', 'truelayer-signing'],
  ...[
    'dodopayments',
    'lithic',
    'finch-api',
    'orb-billing',
    'modern-treasury',
    'sendgrid',
    'telnyx',
    'workos',
  ],
  ...['hubspot-api-client', 'box-sdk-gen', 'livekit-api', 'elevenlabs', 'anthropic', 'qstash', 'replicate'],
  ...['cloudinary', 'onfido-python', 'retell-sdk', 'sinch', 'convoy-python'],
].map((name) => `${name} (Python)`)

const lookingAtNoClock = [
  ...['discord-interactions', '@sendgrid/eventwebhook', 'PyNaCl (Python)', 'discord-interactions (Python)'],
  ...['sendgrid (Python)', 'sendgrid-go (Go)'],
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
    sdks: ['@larksuiteoapi/node-sdk'],
    case: 'one byte more in the body',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'The same; Lark documents the raw body.',
  },
  {
    sdks: ['@zoom/rivet'],
    case: 'one byte more in the body',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same; Zoom documents that the body is signed, and writes it anew in its example.',
  },
  {
    sdks: ['@blockfrost/blockfrost-js', 'event-notification-nodejs-sdk', 'crisp-api'],
    case: 'one byte more in the body',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same; Blockfrost, eBay and Crisp say no more than that the body is signed. They send what `JSON.stringify` would make of it.',
  },
  {
    sdks: ['@wix/sdk', '@kinde/webhooks'],
    case: 'one byte more in the body',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'The body is a JWT, and a blank behind it is decoded away. It is no letter of base64url, which JWT is written in.',
  },
  {
    sdks: ['@sendgrid/eventwebhook', '@line/bot-sdk', 'box-node-sdk', 'openai', '@polar-sh/sdk'],
    case: 'a signature without the last of its padding',
    accepts: 'sdk',
    supported: 'neither',
    why: 'Node does not need the `=` at the end of base64: it decodes what it can. One signature has one spelling here.',
  },
  {
    sdks: [
      'discord-interactions',
      ...['PyNaCl (Python)', 'discord-interactions (Python)', 'hook0-client', 'hook0-client (Python)'],
      ...['gocardless-nodejs', 'retell-sdk', '@onfido/api', '@notionhq/client'],
      ...['stripe-go', 'slack-go', 'go-github', 'gitea-sdk', 'go-pagerduty'].map((name) => `${name} (Go)`),
    ],
    case: 'the signature in upper case',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same bytes in other letters. These providers send lower case; one signature has one spelling here.',
  },
  {
    sdks: decoding,
    case: 'a body that is no UTF-8',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'They make text of the body before they compare, and bytes that are no UTF-8 are lost. Providers sign the bytes that they send.',
  },
  {
    sdks: strict,
    case: 'a body that is no UTF-8',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'They make text of the body before they compare, and refuse one of which there is none. Providers sign the bytes that they send.',
  },
  {
    sdks: ['@hygraph/utils'],
    case: 'a body that is no UTF-8',
    accepts: 'sdk',
    supported: 'neither',
    why: 'Hygraph signs the body as a text within JSON, and of bytes that are no UTF-8 there is none: here they are refused, there read as U+FFFD.',
  },
  {
    sdks: ['twilio-go (Go)'],
    case: 'a body that is no UTF-8',
    accepts: 'countersign',
    supported: 'neither',
    why: 'Twilio signs the fields of a form. Bytes that are no UTF-8 hold none here, and the address alone is signed; there they are taken as they are.',
  },
  {
    sdks: [...decoding, 'pusher', 'plivo', 'plivo (Python)', '@hygraph/utils'],
    case: 'another body that decodes to the same text',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'For the same reason two bodies pass with one signature: each byte that is no UTF-8 becomes U+FFFD.',
  },
  {
    sdks: [
      ...['standardwebhooks', 'stripe', 'resend', '@liveblocks/node', '@workos-inc/node'],
      ...[
        '@anthropic-ai/sdk',
        'dodopayments',
        'lithic',
        '@tryfinch/finch-api',
        'orb-billing',
        '@metronome/sdk',
      ],
      ...['@clerk/backend', 'livekit-server-sdk', 'gocardless-nodejs', '@easypost/api'],
      ...['cashfree-pg', '@blockfrost/blockfrost-js', 'event-notification-nodejs-sdk', '@polar-sh/sdk'],
      ...['@whop/sdk', '@onfido/api', '@larksuiteoapi/node-sdk', '@elevenlabs/elevenlabs-js', 'crisp-api'],
      ...['paymongo-node', 'standardwebhooks (Python)', 'increase (Python)', 'pyairtable (Python)'],
      ...['@zoom/rivet', 'gocardless-pro (Python)', 'resend (Python)'],
      ...['polar-sdk', 'dodopayments', 'lithic', 'finch-api', 'orb-billing', 'livekit-api', 'elevenlabs'].map(
        (name) => `${name} (Python)`,
      ),
      ...['anthropic (Python)', 'onfido-python (Python)'],
    ],
    case: 'a byte order mark before the body',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'It is part of the bytes that were signed. They decode or parse it away before they compare, or cannot parse the body behind it.',
  },
  {
    sdks: ['replicate'],
    case: 'signed over 300 seconds ago',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'It looks at no clock and takes a message of any age. Standard Webhooks, which Replicate signs by, wants one looked at.',
  },
  {
    sdks: ['replicate'],
    case: 'signed over 300 seconds ahead',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'The same.',
  },
  {
    sdks: ['webflow-api'],
    case: 'signed over 300 seconds ago',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'It looks at no clock. Webflow documents that a request older than five minutes may be a replay.',
  },
  {
    sdks: ['webflow-api'],
    case: 'signed over 300 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same; of what is ahead Webflow says nothing.',
  },
  ...(['signed over 300 seconds ago', 'signed over 300 seconds ahead'] as const).map(
    (what): Disagreement => ({
      sdks: ['cashfree-pg', '@hygraph/utils', 'crisp-api', 'paymongo-node'],
      case: what,
      accepts: 'sdk',
      supported: 'neither',
      why: 'They look at no clock. Cashfree, Hygraph, Crisp and PayMongo sign a timestamp and name no limit: `toleranceSeconds` gives another than 300.',
    }),
  ),
  ...(['signed over 300 seconds ago', 'signed over 300 seconds ahead'] as const).flatMap(
    (what): readonly Disagreement[] => [
      {
        sdks: ['@zoom/rivet'],
        case: what,
        accepts: 'sdk',
        supported: 'neither',
        why: 'It looks at no clock. Zoom signs a timestamp and names no limit: `toleranceSeconds` gives another than 300.',
      },
      {
        sdks: ['sinch (Python)'],
        scheme: 'sinch',
        case: what,
        accepts: 'sdk',
        supported: 'neither',
        why: 'It looks at no clock. Sinch signs a timestamp and names no limit: `toleranceSeconds` gives another than 300.',
      },
    ],
  ),
  {
    sdks: ['google-auth-library'],
    case: 'signed over 300 seconds ago',
    accepts: 'sdk',
    supported: 'neither',
    why: 'It takes a token for five minutes more than the `exp` in it. The standard of such tokens allows a small leeway, and Google names none; that of Python gives ten seconds.',
  },
  {
    sdks: ['google-auth-library', 'google-auth (Python)'],
    case: 'signed over 300 seconds ahead',
    accepts: 'countersign',
    supported: 'neither',
    why: 'They refuse a token whose `iat` is ahead of their clock. The standard of such tokens has `nbf` for that, which Google does not send.',
  },
  {
    sdks: ['atlassian-jwt'],
    case: 'signed over 300 seconds ago',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'It leaves the claims to those who call it. Atlassian documents `exp` as the time after which a token is no longer taken.',
  },
  {
    sdks: lookingAtNoClock,
    case: 'signed over 300 seconds ago',
    accepts: 'sdk',
    supported: 'neither',
    why: 'They look at no clock. Discord and SendGrid sign a timestamp and say of its age nothing: give `toleranceSeconds` for another limit than 300.',
  },
  {
    sdks: lookingAtNoClock,
    case: 'signed over 300 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same.',
  },
  {
    sdks: [
      ...['stripe', '@mux/mux-node', '@paddle/paddle-node-sdk', '@slack/bolt', '@workos-inc/node'],
      '@contentful/node-apps-toolkit',
      ...['stripe (Python)', 'stripe-go (Go)', 'blockfrost-python (Python)'],
    ],
    case: 'signed over 300 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'They refuse what is old and take what is from the future, as a clock that is behind needs. What is dated ahead can be sent again for longer: here both ways have one limit.',
  },
  {
    sdks: ['@hubspot/api-client', 'hubspot-api-client (Python)'],
    scheme: 'hubspot-v3',
    case: 'signed over 300 seconds ahead',
    accepts: 'sdk',
    supported: 'neither',
    why: 'The same, of version 3; HubSpot says of what is ahead nothing.',
  },
  {
    sdks: ['box-node-sdk'],
    case: 'signed over 300 seconds ahead',
    accepts: 'countersign',
    supported: 'neither',
    why: 'Box names ten minutes of age, which are the limit both ways here. It refuses a time that is a second ahead of its own clock.',
  },
  ...(['signed over 300 seconds ago', 'signed over 300 seconds ahead'] as const).flatMap(
    (what): readonly Disagreement[] => [
      {
        sdks: ['mailgun-go (Go)'],
        case: what,
        accepts: 'sdk',
        supported: 'neither',
        why: 'It looks at no clock. Mailgun leaves open whether the timestamp is looked at: `toleranceSeconds` gives another limit than 300.',
      },
      {
        sdks: ['pusher (Python)'],
        case: what,
        accepts: 'countersign',
        supported: 'neither',
        why: 'It wants `time_ms` of the body within five minutes, which that of npm does not look at. Pusher documents the field, and no limit.',
      },
    ],
  ),
  ...(['one byte more in the body', 'another body that decodes to the same text'] as const).map(
    (what): Disagreement => ({
      sdks: ['@vonage/jwt', 'vonage-jwt (Python)'],
      case: what,
      accepts: 'sdk',
      supported: 'countersign',
      why: 'It looks at the token alone. Vonage puts a hash of the body into it, and documents that it be compared.',
    }),
  ),
  ...(['signed over 300 seconds ago', 'signed over 300 seconds ahead'] as const).map(
    (what): Disagreement => ({
      sdks: what === 'signed over 300 seconds ago' ? ['@vonage/jwt', 'vonage-jwt (Python)'] : ['@vonage/jwt'],
      case: what,
      accepts: 'sdk',
      supported: 'neither',
      why: 'It looks at no time but the end that a token may name. `toleranceSeconds` gives another limit than 300.',
    }),
  ),
  {
    sdks: ['@adyen/api-library'],
    scheme: 'adyen-platform',
    case: 'a signature without the last of its padding',
    accepts: 'sdk',
    supported: 'neither',
    why: 'Of the signature in a header: Node decodes base64 without the `=` at its end. One signature has one spelling here.',
  },
  {
    sdks: ['@adyen/api-library'],
    scheme: 'adyen-platform',
    case: 'a body that is no UTF-8',
    accepts: 'countersign',
    supported: 'countersign',
    why: 'Of the signature in a header: it takes the body as text, and bytes that are no UTF-8 are lost. Adyen signs the raw body.',
  },
  {
    sdks: ['@adyen/api-library'],
    scheme: 'adyen-platform',
    case: 'another body that decodes to the same text',
    accepts: 'sdk',
    supported: 'countersign',
    why: 'The same.',
  },
]
