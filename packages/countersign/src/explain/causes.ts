const copied = 'Copy the secret again from the provider, and look at how it gets into the environment.'
const form = 'Give the secret as the provider shows it, or the key itself as bytes; see the scheme’s page.'
const raw = 'Verify the raw bytes, before any parser; see the guide of your framework.'
const proxy = 'Find what rewrites the body on its way here: a proxy, an API gateway, a tunnel, an editor.'
const unwrapped = 'Undo it before verifying: the signature is over the bytes that the provider sent.'
const address = 'Set publicUrl to the address exactly as it is registered at the provider.'
const fits = 'Check that the scheme fits the provider, and what the provider is set to.'
const headers =
  'Find what writes the headers again on their way here: a proxy, a framework, a tool that saved them.'

/** A code of the closed list. */
export type Cause =
  | 'secret-white-space'
  | 'secret-quotes'
  | 'secret-escaped-line-end'
  | 'secret-with-name'
  | 'secret-line-end-at-provider'
  | 'secret-decoded'
  | 'secret-prefix'
  | 'secret-prefix-missing'
  | 'secret-base64'
  | 'secret-base64url'
  | 'secret-base64-twice'
  | 'secret-hex'
  | 'secret-percent-encoded'
  | 'secret-expired'
  | 'secret-not-yet-valid'
  | 'secret-of-another-source'
  | 'secret-of-another-mode'
  | 'credential-prefix'
  | 'signature-algorithm'
  | 'signature-capitals'
  | 'signature-white-space'
  | 'signature-percent-encoded'
  | 'signature-prefix'
  | 'signature-content'
  | 'token-audience'
  | 'token-issuer'
  | 'token-claim'
  | 'token-expired'
  | 'token-not-yet-valid'
  | 'token-of-another-body'
  | 'token-algorithm'
  | 'token-unsigned'
  | 'token-key-unknown'
  | 'header-doubled'
  | 'header-renamed'
  | 'timestamp-unit'
  | 'body-rewritten'
  | 'body-keys-moved'
  | 'body-line-end-added'
  | 'body-line-end-removed'
  | 'body-line-ends-changed'
  | 'body-mark-added'
  | 'body-mark-removed'
  | 'body-white-space-added'
  | 'body-normalized'
  | 'body-latin1-decoded'
  | 'body-latin1-encoded'
  | 'body-longer'
  | 'body-shorter'
  | 'body-lost-letters'
  | 'body-empty'
  | 'body-placeholder'
  | 'body-compressed'
  | 'body-decompressed'
  | 'body-base64'
  | 'body-event'
  | 'body-json-text'
  | 'body-taken-from-form'
  | 'body-form-rewritten'
  | 'url-scheme'
  | 'url-host'
  | 'url-port'
  | 'url-slash'
  | 'url-path'
  | 'url-query'
  | 'url-percent'
  | 'clock-behind'
  | 'clock-ahead'
  | 'another-form'
  | 'another-provider'

/**
 * The closed list of causes that an explanation finds: for each code a sentence, and the cure in one. Codes are never
 * reused or renamed.
 */
export const causes: Readonly<Record<Cause, { readonly cause: string; readonly fix: string }>> = {
  'secret-white-space': { cause: 'The secret has white space around it.', fix: copied },
  'secret-quotes': { cause: 'The secret has quotes around it.', fix: copied },
  'secret-escaped-line-end': {
    cause: 'The secret holds \\n as two characters where a line ends.',
    fix: 'Let what reads the environment make line ends of them, or keep the secret in a file.',
  },
  'secret-with-name': {
    cause: 'The secret was copied with its name, an equals sign or Bearer before it.',
    fix: copied,
  },
  'secret-line-end-at-provider': {
    cause: 'The provider’s secret has white space at its end.',
    fix: 'Set the secret anew at the provider.',
  },
  'secret-decoded': { cause: 'The secret is text, and was taken for encoded bytes.', fix: form },
  'secret-prefix': { cause: 'The prefix of the secret, such as whsec_, is no part of the key.', fix: form },
  'secret-prefix-missing': {
    cause: 'The prefix of the secret, such as whsec_, was cut off, and is part of the key.',
    fix: form,
  },
  'secret-base64': { cause: 'The secret is base64 of the key, and was taken for text.', fix: form },
  'secret-base64url': {
    cause: 'The secret is URL-safe or unpadded base64, which this scheme does not read.',
    fix: 'Give it as padded standard base64, or the key itself as bytes.',
  },
  'secret-base64-twice': {
    cause: 'The secret was encoded as base64 once more, as Kubernetes keeps it.',
    fix: 'Decode it once, or mount it as a file in place of copying it out of the manifest.',
  },
  'secret-hex': { cause: 'The secret is hex of the key, and was taken for text.', fix: form },
  'secret-percent-encoded': { cause: 'The secret is percent-encoded, as in a URL.', fix: copied },
  'secret-expired': {
    cause: 'The secret that signed is expired.',
    fix: 'Set the new secret at the provider, or let the old one live longer.',
  },
  'secret-not-yet-valid': {
    cause: 'The secret that signed is not valid yet.',
    fix: 'Let it be valid from now on, or check this host’s clock.',
  },
  'secret-of-another-source': {
    cause: 'The secret of another source signed it.',
    fix: 'Give the provider this source’s address, or this source that secret.',
  },
  'secret-of-another-mode': {
    cause:
      'The message is of the provider’s test mode, and the secret perhaps of its live mode, or the other way round.',
    fix: 'Test and live mode have secrets of their own: add the other one, or let each have a source.',
  },
  'credential-prefix': {
    cause: 'The credential stands behind another word than this scheme wants, such as Bearer.',
    fix: fits,
  },
  'signature-algorithm': {
    cause: 'The signature is made with another algorithm or encoding than this scheme’s.',
    fix: fits,
  },
  'signature-capitals': {
    cause: 'The signature is in capitals, or in lower case, and must not be.',
    fix: fits,
  },
  'signature-white-space': { cause: 'A header has white space or quotes around it.', fix: headers },
  'signature-percent-encoded': { cause: 'A header is percent-encoded.', fix: headers },
  'signature-prefix': {
    cause: 'The signature has another prefix than this scheme writes, or none.',
    fix: fits,
  },
  'signature-content': {
    cause: 'The signature is by this secret and over another content than this scheme signs.',
    fix: 'Take the scheme that `countersign scheme derive` prints, or the provider’s other one.',
  },
  'token-audience': {
    cause: 'The token is made out to another audience than this receiver.',
    fix: 'Set the audience to the one that the provider is set to, or correct it there.',
  },
  'token-issuer': {
    cause: 'The token is made out by another issuer than this scheme’s.',
    fix: 'Check that the scheme fits the provider, its region and the account that sends.',
  },
  'token-claim': {
    cause: 'A claim of the token says something else than is wanted here.',
    fix: 'Compare the scheme’s settings with those at the provider.',
  },
  'token-expired': {
    cause: 'The token is authentic, and has expired.',
    fix: 'Check this host’s clock, and pass the time of receipt as `now` where the message waited in a queue.',
  },
  'token-not-yet-valid': {
    cause: 'The token is authentic, and not valid yet.',
    fix: 'Check the clocks of this host and of the sender.',
  },
  'token-of-another-body': {
    cause: 'The token is authentic, and made for another body.',
    fix: raw,
  },
  'token-algorithm': {
    cause: 'The token is signed with another algorithm than this scheme takes.',
    fix: fits,
  },
  'token-unsigned': {
    cause: 'The token is not signed at all: its algorithm is none.',
    fix: 'Refuse it, as was done: anybody can have written it.',
  },
  'token-key-unknown': {
    cause: 'The token names a key that could not be had.',
    fix: 'Check that the keys are fetched from the provider that sends, and that they can be reached.',
  },
  'header-doubled': {
    cause: 'A header occurs twice with the same value.',
    fix: 'Find the proxy that adds a header which is there already.',
  },
  'header-renamed': {
    cause: 'What this scheme reads stands in another header.',
    fix: 'Find the proxy that renames headers, or read them by the name they have.',
  },
  'timestamp-unit': { cause: 'The timestamp is written in another unit than this scheme’s.', fix: fits },
  'body-rewritten': { cause: 'The body was parsed and written again on its way here.', fix: raw },
  'body-keys-moved': {
    cause: 'The body was parsed and written again, and its keys have another order.',
    fix: raw,
  },
  'body-line-end-added': { cause: 'A line end was added to the body.', fix: proxy },
  'body-line-end-removed': { cause: 'A line end was taken off the body.', fix: proxy },
  'body-line-ends-changed': { cause: 'Line ends were changed.', fix: proxy },
  'body-mark-added': { cause: 'A byte order mark was added.', fix: proxy },
  'body-mark-removed': { cause: 'A byte order mark was taken off.', fix: proxy },
  'body-white-space-added': { cause: 'White space around the body was added.', fix: proxy },
  'body-normalized': {
    cause: 'Letters of the body were composed or decomposed (Unicode normalization).',
    fix: proxy,
  },
  'body-latin1-decoded': { cause: 'The body was decoded as Latin-1 and encoded as UTF-8.', fix: raw },
  'body-latin1-encoded': { cause: 'The body was encoded as Latin-1; UTF-8 was signed.', fix: raw },
  'body-longer': { cause: 'Bytes were added behind the body.', fix: proxy },
  'body-shorter': { cause: 'Bytes of the body are missing, or others were added.', fix: proxy },
  'body-lost-letters': {
    cause: 'The body was decoded and encoded again, and letters of it are lost.',
    fix: raw,
  },
  'body-empty': { cause: 'The body is empty: something may have read it before.', fix: raw },
  'body-placeholder': { cause: 'An empty body became {} or null.', fix: raw },
  'body-compressed': { cause: 'The body is compressed; what is inside was signed.', fix: unwrapped },
  'body-decompressed': {
    cause: 'The body was compressed when it was sent, and is not any more.',
    fix: 'Verify the bytes before they are decompressed, where the provider signs those.',
  },
  'body-base64': {
    cause: 'The body is base64 of what was signed, as serverless platforms hand it over.',
    fix: 'Decode it where isBase64Encoded says so, before verifying.',
  },
  'body-event': {
    cause: 'The body is the whole event of a serverless platform.',
    fix: 'Verify its field body, decoded where isBase64Encoded says so.',
  },
  'body-json-text': { cause: 'The body was written as JSON twice: it is a text that holds it.', fix: raw },
  'body-taken-from-form': { cause: 'The body was taken out of the form field that it came in.', fix: raw },
  'body-form-rewritten': { cause: 'The form was parsed and written again on its way here.', fix: raw },
  'url-scheme': { cause: 'The URL was signed with another scheme (http, https).', fix: address },
  'url-host': { cause: 'The URL was signed with another host.', fix: address },
  'url-port': { cause: 'The URL was signed with another port, or without one.', fix: address },
  'url-slash': { cause: 'The URL was signed with or without a slash at its end.', fix: address },
  'url-path': { cause: 'The URL was signed with another path.', fix: address },
  'url-query': { cause: 'The URL was signed with another query, or another order of it.', fix: address },
  'url-percent': { cause: 'The URL was signed with other percent-encoding.', fix: address },
  'clock-behind': {
    cause: 'The signature is authentic, but older than the tolerance.',
    fix: 'Check this host’s clock, pass the time of receipt as `now` where the message waited in a queue, and let the tolerance span the retries of a provider that signs on the first attempt alone.',
  },
  'clock-ahead': {
    cause: 'The signature is authentic, but dated further into the future than the tolerance.',
    fix: 'Check the clocks of this host and of the sender.',
  },
  'another-form': {
    cause: 'The message is signed in another form of the same provider’s, such as one that is superseded.',
    fix: 'Use that scheme, or switch the provider to this one.',
  },
  'another-provider': {
    cause: 'The message is another provider’s.',
    fix: 'Use the scheme of the provider that sends here, or correct the address at the other one.',
  },
}
