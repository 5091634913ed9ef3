import {
  body,
  formField,
  type Handshake,
  type HmacOptions,
  header,
  hmac,
  type Scheme,
  timestamp,
  token,
  WebhookError,
} from 'countersign'
import { schemes } from 'countersign/catalogue'
import { fits } from '../src/engines/handshake/challenge.ts'
import { unlikeChallenge } from '../src/engines/unlike-challenge.ts'
import { asanaHandshake } from '../src/handshakes/asana.ts'
import { atlassianConnectHandshake } from '../src/handshakes/atlassian-connect.ts'
import { awsSnsHandshake } from '../src/handshakes/aws-sns.ts'
import { azureEventgridHandshake } from '../src/handshakes/azure-eventgrid.ts'
import { braintreeHandshake } from '../src/handshakes/braintree.ts'
import { cloudeventsWebhookHandshake } from '../src/handshakes/cloudevents-webhook.ts'
import { dropboxHandshake } from '../src/handshakes/dropbox.ts'
import { dropboxSignHandshake } from '../src/handshakes/dropbox-sign.ts'
import { ebayHandshake } from '../src/handshakes/ebay.ts'
import { figmaHandshake } from '../src/handshakes/figma.ts'
import { frontHandshake } from '../src/handshakes/front.ts'
import { gustoHandshake } from '../src/handshakes/gusto.ts'
import { intercomHandshake } from '../src/handshakes/intercom.ts'
import { larkHandshake } from '../src/handshakes/lark.ts'
import { lineHandshake } from '../src/handshakes/line.ts'
import { linkedinHandshake } from '../src/handshakes/linkedin.ts'
import { metaHandshake } from '../src/handshakes/meta.ts'
import { microsoftGraphHandshake } from '../src/handshakes/microsoft-graph.ts'
import { mixpanelHandshake } from '../src/handshakes/mixpanel.ts'
import { mondayHandshake } from '../src/handshakes/monday.ts'
import { notionHandshake } from '../src/handshakes/notion.ts'
import { nylasHandshake } from '../src/handshakes/nylas.ts'
import { oktaHandshake } from '../src/handshakes/okta.ts'
import { onfleetHandshake } from '../src/handshakes/onfleet.ts'
import { salesforceMcEnsHandshake } from '../src/handshakes/salesforce-mc-ens.ts'
import { surveymonkeyHandshake } from '../src/handshakes/surveymonkey.ts'
import { trelloHandshake } from '../src/handshakes/trello.ts'
import { twitchHandshake } from '../src/handshakes/twitch.ts'
import { twitterHandshake } from '../src/handshakes/twitter.ts'
import { viberHandshake } from '../src/handshakes/viber.ts'
import { webexConnectHandshake } from '../src/handshakes/webex-connect.ts'
import { whatsappHandshake } from '../src/handshakes/whatsapp.ts'
import { woocommerceHandshake } from '../src/handshakes/woocommerce.ts'
import { xeroHandshake } from '../src/handshakes/xero.ts'

// Every handshake beside the signature of its provider, as far as an answer could be taken for one: the key, the hash,
// the content. Where the provider's key is another than the one that answers, a plain HMAC stands for it.

const plain = (name: string, handshake: Handshake, options: Partial<HmacOptions> = {}): Scheme =>
  hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('X-Signature'),
    ...options,
    name,
    handshake,
  })

const standIns: readonly Scheme[] = [
  plain('asana', asanaHandshake),
  plain('atlassian-connect', atlassianConnectHandshake),
  plain('aws-sns', awsSnsHandshake),
  token({ name: 'azure-eventgrid', at: header('X-Token'), handshake: azureEventgridHandshake }),
  plain('braintree', braintreeHandshake, {
    hash: 'sha1',
    key: { encoding: 'utf8', hashed: 'sha1' },
    signature: formField('bt_signature'),
    content: (message) => {
      const payload = message.form().get('bt_payload') ?? ''
      if (fits(payload, { alphabet: 'hex', least: 20, most: 32 }))
        throw new WebhookError('ERR_SIGNATURE_MISMATCH')
      return [payload]
    },
    covers: 'body',
  }),
  token({ name: 'cloudevents-webhook', at: header('X-Token'), handshake: cloudeventsWebhookHandshake }),
  plain('dropbox', dropboxHandshake),
  plain('dropbox-sign', dropboxSignHandshake),
  plain('ebay', ebayHandshake),
  plain('figma', figmaHandshake),
  plain('front', frontHandshake, {
    encoding: 'base64',
    content: [timestamp, ':', body],
    timestamp: { at: header('X-Timestamp'), unit: 'milliseconds' },
  }),
  plain('gusto', gustoHandshake),
  plain('intercom', intercomHandshake, { hash: 'sha1', prefix: 'sha1=' }),
  plain('lark', larkHandshake),
  plain('line', lineHandshake, { encoding: 'base64' }),
  plain('linkedin', linkedinHandshake, { content: ['hmacsha256=', body] }),
  plain('meta', metaHandshake, { prefix: 'sha256=' }),
  token({ name: 'microsoft-graph', at: header('X-Token'), handshake: microsoftGraphHandshake }),
  token({ name: 'mixpanel', at: header('Authorization'), handshake: mixpanelHandshake }),
  plain('monday', mondayHandshake),
  plain('notion', notionHandshake, { prefix: 'sha256=' }),
  plain('nylas', nylasHandshake),
  token({ name: 'okta', at: header('Authorization'), handshake: oktaHandshake }),
  plain('onfleet', onfleetHandshake, { hash: 'sha512' }),
  plain('salesforce-mc-ens', salesforceMcEnsHandshake, { encoding: 'base64' }),
  plain('surveymonkey', surveymonkeyHandshake, { hash: 'sha1', encoding: 'base64' }),
  plain('trello', trelloHandshake, { hash: 'sha1', encoding: 'base64' }),
  plain('twitch', twitchHandshake, { prefix: 'sha256=' }),
  plain('twitter', twitterHandshake, {
    encoding: 'base64',
    prefix: 'sha256=',
    content: unlikeChallenge({ alphabet: 'token', most: 128 }),
    covers: 'body',
  }),
  plain('viber', viberHandshake),
  plain('webex-connect', webexConnectHandshake),
  plain('whatsapp', whatsappHandshake, { prefix: 'sha256=' }),
  plain('woocommerce', woocommerceHandshake, { encoding: 'base64' }),
  plain('xero', xeroHandshake, { encoding: 'base64' }),
]

/** Those of the catalogue that have a handshake, and stand-ins for those that it has not, or without theirs. */
export const handshakeSchemes: readonly Scheme[] = [
  ...Object.values(schemes).filter(({ handshake }) => handshake !== undefined),
  ...standIns.filter(({ name }) => schemes[name]?.handshake === undefined),
]

/** The scheme of this name. */
export function handshakeScheme(name: string): Scheme {
  const scheme = handshakeSchemes.find((one) => one.name === name)
  if (scheme === undefined) throw new Error(`There is no handshake of ${name}.`)
  return scheme
}
