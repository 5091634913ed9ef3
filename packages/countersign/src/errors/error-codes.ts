/**
 * The closed list of what can go wrong: for each code the HTTP status to answer with, the sentence that
 * `WebhookError.message` begins with where `countersign/messages` is imported, and the hint on what to do. 500 is for what is wrong on this side: no sender
 * can do anything about it, and many give up on a webhook for a 4xx. Codes are never reused or renamed.
 */
export const errorCodes = {
  ERR_SIGNATURE_MISSING: {
    status: 401,
    message: 'The request carries no signature.',
    hint: 'The provider signs only when a secret is set there. Set it, or check that no proxy strips the header.',
  },
  ERR_SIGNATURE_MALFORMED: {
    status: 401,
    message: 'The signature is not written the way this scheme writes it.',
    hint: 'Check that the scheme fits the provider. Length, alphabet, case, prefix and padding must be exact, and the header must occur once.',
  },
  ERR_SIGNATURE_MISMATCH: {
    status: 401,
    message: 'The signature belongs to other bytes or another secret.',
    hint: 'Compare the secret with the one at the provider, and verify the raw body, not one parsed and written again. explain() names the cause.',
  },
  ERR_TIMESTAMP_MISSING: {
    status: 401,
    message: 'The request carries no timestamp, which this scheme signs.',
    hint: 'Check that the scheme fits the provider and that no proxy strips the header.',
  },
  ERR_TIMESTAMP_MALFORMED: {
    status: 401,
    message: 'The timestamp is not written the way this scheme writes it.',
    hint: 'Check that the scheme fits the provider; the timestamp must be exact, without signs, spaces or leading zeros.',
  },
  ERR_TIMESTAMP_TOO_OLD: {
    status: 401,
    message: 'The signature is authentic, but older than the tolerance.',
    hint: 'Check this host’s clock. A message that waited in a queue is verified as of its receipt: pass that as `now`.',
  },
  ERR_TIMESTAMP_TOO_NEW: {
    status: 401,
    message: 'The signature is authentic, but dated further into the future than the tolerance.',
    hint: 'Check the clocks of this host and of the sender.',
  },
  ERR_ID_MISSING: {
    status: 401,
    message: 'The request carries no message id, which this scheme signs.',
    hint: 'Check that the scheme fits the provider and that no proxy strips the header.',
  },
  ERR_ID_MALFORMED: {
    status: 401,
    message: 'The message id is not written the way this scheme writes it.',
    hint: 'Check that the scheme fits the provider and that the header occurs once.',
  },
  ERR_CONTENT_MALFORMED: {
    status: 401,
    message: 'A value that the signature covers is doubled, or is no text, whole number or truth value.',
    hint: 'Check that the scheme fits the provider. An absent value counts as empty; nothing else does.',
  },
  ERR_SOURCE_UNWANTED: {
    status: 401,
    message: 'The delivery is authentic, but of a source that is not among those wanted.',
    hint: 'Add the source to the sources of countersigned(), or remove the route from it to this destination.',
  },
  ERR_VERDICT_UNWANTED: {
    status: 401,
    message: 'The delivery is authentic, but the gateway’s verdict on the event is not among those wanted.',
    hint: 'Add the verdict to the verdicts of countersigned(), or filter such events out in the route.',
  },
  ERR_CREDENTIAL_MISSING: {
    status: 401,
    message: 'The request carries no credential.',
    hint: 'Set the token at the provider, or check that no proxy strips the header.',
  },
  ERR_CREDENTIAL_MISMATCH: {
    status: 401,
    message: 'The credential is not the expected one.',
    hint: 'Compare the token with the one set at the provider.',
  },
  ERR_SECRET_EMPTY: {
    status: 500,
    message: 'A secret is missing or empty.',
    hint: 'Set it: a missing environment variable reads as undefined. Nothing is verified without a secret.',
  },
  ERR_SECRET_MALFORMED: {
    status: 500,
    message: 'A secret is not of the form that this scheme uses.',
    hint: 'Copy the secret again from the provider, without quotes, spaces or line ends around it.',
  },
  ERR_SECRET_INACTIVE: {
    status: 401,
    message: 'No secret is valid at this time.',
    hint: 'All secrets have expired or are not valid yet: see their notBefore and expiresAt.',
  },
  ERR_BODY_CONSUMED: {
    status: 500,
    message: 'The raw body is gone: something has read or parsed it already.',
    hint: 'Verify before any body parser, or keep the raw bytes.',
  },
  ERR_BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than the limit.',
    hint: 'Raise maxBytes if the provider really sends bodies this large.',
  },
  ERR_BODY_UNREADABLE: {
    status: 400,
    message: 'The body could not be read to its end.',
    hint: 'The connection broke, or the stream failed; the cause says how.',
  },
  ERR_BODY_MALFORMED: {
    status: 400,
    message: 'The body is not what was asked for: JSON, a form or UTF-8 text.',
    hint: 'The bytes are as the provider sent them. Look at its content type, and use event.body for the bytes.',
  },
  ERR_URL_MISSING: {
    status: 500,
    message: 'This scheme signs the URL or the method, and the input has none.',
    hint: 'Pass publicUrl, exactly as it is registered at the provider, and the method.',
  },
  ERR_KEY_UNAVAILABLE: {
    status: 401,
    message: 'The key that the signature names could not be had.',
    hint: 'See the cause; the function that fetches keys failed or knows no such key.',
  },
  ERR_INPUT_INVALID: {
    status: 400,
    message: 'The input is not a Request, nor an object with headers and a body.',
    hint: 'Pass the framework’s request, or { headers, body } with the raw bytes.',
  },
  ERR_OPTIONS_INVALID: {
    status: 500,
    message: 'An option is missing or out of range.',
    hint: 'See the documentation of the function that was called.',
  },
  ERR_SIGN_UNSUPPORTED: {
    status: 500,
    message: 'This scheme cannot be signed with here.',
    hint: 'The signature cannot be written: it stands in what it signs, or where this message has no place for it. canSign() tells what is so of every message.',
  },
  ERR_SYNC_UNSUPPORTED: {
    status: 500,
    message: 'This cannot be done synchronously.',
    hint: 'Use verify() or sign(): Web Crypto, a Request and schemes that fetch keys are asynchronous.',
  },
} as const

/** A code of the closed list. */
export type ErrorCode = keyof typeof errorCodes

/** What the list says of a code; `undefined` for one that is not of it, as a newer copy of the library may have. */
export function errorText(code: string): (typeof errorCodes)[ErrorCode] | undefined {
  return Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : undefined
}
