export { answerHandshake, type HandshakeAnswer, type HandshakeContext } from './answer-handshake.ts'
export type { BodyLike, Bytes, RequestLike } from './body.ts'
export { body, type ContentValue, id, method, type Part, timestamp, url } from './content.ts'
export { type Countersigned, countersignatureContent, countersignatureHeader } from './countersignature.ts'
export { type CountersignedOptions, countersigned } from './countersigned.ts'
export { type Countersigner, createCountersigner, signCountersignature } from './countersigner.ts'
export type { Dedupe } from './dedupe.ts'
export { defineScheme } from './define-scheme.ts'
export { type ErrorCode, errorCodes } from './error-codes.ts'
export { WebhookError, type WebhookErrorDetails } from './errors.ts'
export { WebhookEvent } from './event.ts'
export { type ExplainOptions, type Explanation, explain } from './explain.ts'
export type { Handshake, HandshakeRule } from './handshake.ts'
export type { HeadersLike } from './headers.ts'
export { hmac } from './hmac.ts'
export type {
  ContentFunction,
  ContentValues,
  HmacOptions,
  KeyForm,
  SignatureList,
  TimestampForm,
} from './hmac-options.ts'
export type { KeySource } from './key-source.ts'
export type { Message } from './message.ts'
export type { At, Input, RawInput, VerifierOptions, VerifyOptions } from './options.ts'
export type { VerifyResult } from './outcome.ts'
export { formField, header, jsonField, type Place, parameter, query } from './place.ts'
export type { Encoding, HashName, Platform } from './platform.ts'
export { type PublicKeyOptions, publicKey } from './public-key.ts'
export type {
  CheckContext,
  DedupeFields,
  Description,
  EventMap,
  EventsOf,
  EventTypeOf,
  Finding,
  Outgoing,
  PayloadOf,
  Proof,
  Sample,
  Samples,
  Scheme,
  SchemeFacts,
  SignedHeaders,
} from './scheme.ts'
export type { Secret, SecretMaterial, Secrets } from './secret.ts'
export { createSigner, type Signed, type Signer, type SignerOptions, type SignInput, sign } from './sign.ts'
export type { TimestampUnit } from './timestamp.ts'
export { type TokenOptions, token } from './token.ts'
export type { Verdict } from './verdict.ts'
export { createVerifier, type Verifier } from './verifier.ts'
export { safeVerify, verify } from './verify.ts'
