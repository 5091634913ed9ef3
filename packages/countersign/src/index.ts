export { defineScheme } from './builders/define-scheme.ts'
export { hmac } from './builders/hmac.ts'
export { keyedHash } from './builders/keyed-hash.ts'
export { publicKey } from './builders/public-key.ts'
export { bodyHash } from './content/body-hash.ts'
export { ifPresent } from './content/if-present.ts'
export { type ListedHeadersOptions, listedHeaders } from './content/listed-headers.ts'
export { lower } from './content/lower.ts'
export { otherPort } from './content/other-port.ts'
export { param } from './content/param.ts'
export { host, path } from './content/path.ts'
export { required } from './content/required.ts'
export { secret } from './content/secret.ts'
export { type SortedFormOptions, sortedForm } from './content/sorted-form.ts'
export {
  type Countersigned,
  countersignatureContent,
  countersignatureHeader,
} from './countersign/countersignature.ts'
export { type CountersignedOptions, countersigned } from './countersign/countersigned.ts'
export { type Countersigner, createCountersigner, signCountersignature } from './countersign/countersigner.ts'
export { type DetachedJwsOptions, detachedJws } from './engines/detached-jws.ts'
export { either } from './engines/either.ts'
export { grouped } from './engines/grouped.ts'
export { answerHandshake, type HandshakeAnswer, type HandshakeContext } from './engines/handshake.ts'
export { jwt } from './engines/jwt.ts'
export { messageSignature } from './engines/message-signature/message-signature.ts'
export { onlyWhere } from './engines/only-where.ts'
export { basic, type TokenOptions, token } from './engines/token.ts'
export { type ErrorCode, errorCodes } from './errors/error-codes.ts'
export { WebhookError, type WebhookErrorDetails } from './errors/webhook-error.ts'
export { type Cause, type ExplainOptions, type Explanation, explain, type Work } from './explain.ts'
export type { Secret, Secrets } from './keys/secret.ts'
export type { BodyLike, RequestLike } from './message/body.ts'
export type { Bytes } from './message/bytes.ts'
export { each } from './message/each.ts'
export type { Encoding, SignatureEncoding } from './message/encoding.ts'
export type { HeadersLike } from './message/headers.ts'
export type { Input, RawInput } from './message/input.ts'
export { type ItemsOptions, items } from './message/items.ts'
export type { Message } from './message/message.ts'
export { namedHeader } from './message/named-header.ts'
export {
  type FoundPlace,
  formField,
  header,
  jsonField,
  type Place,
  parameter,
  query,
} from './message/place.ts'
export type { TimestampUnit } from './message/timestamp.ts'
export type {
  HashName,
  Pieces,
  Platform,
  SecretMaterial,
  SignatureAlgorithm,
} from './platform/platform.ts'
export {
  body,
  type ContentValue,
  type ContentValues,
  id,
  type MadePart,
  method,
  type Part,
  timestamp,
  url,
} from './scheme/content.ts'
export { credentialsOf, queryCredentialsOf } from './scheme/credentials-of.ts'
export { type DescribedBy, described } from './scheme/described.ts'
export type { Eventually } from './scheme/eventually.ts'
export type {
  DedupeFields,
  DeliveryFacts,
  Description,
  EventAnswer,
  EventMap,
  Sample,
  Samples,
  SchemeFacts,
  Unprotected,
} from './scheme/facts.ts'
export type { Alphabet, Challenge, Handshake, HandshakeRule, HandshakeValue } from './scheme/handshake.ts'
export type { HmacOptions, KeyForm } from './scheme/hmac-options.ts'
export type { JwsAlgorithm } from './scheme/jws-algorithms.ts'
export type { BodyHashClaim, Claims, JwtOptions } from './scheme/jwt-options.ts'
export type { KeySource } from './scheme/key-source.ts'
export type { MessageAlgorithm, MessageSignatureOptions } from './scheme/message-signature-options.ts'
export type { ParamSpec } from './scheme/param-spec.ts'
export type { ParamText } from './scheme/param-text.ts'
export type {
  CheckContext,
  CredentialForm,
  Finding,
  Outgoing,
  Proof,
  SignedHeaders,
  SignedParts,
} from './scheme/proof.ts'
export type { KeyFrom, PublicKeyOptions } from './scheme/public-key-options.ts'
export type { EventsOf, EventTypeOf, PayloadOf, Scheme } from './scheme/scheme.ts'
export type {
  ContentFunction,
  SignatureList,
  SignedOptions,
  TimestampForm,
} from './scheme/signed-options.ts'
export type { Verdict } from './scheme/verdict.ts'
export {
  canSign,
  createSigner,
  type Signed,
  type Signer,
  type SignerOptions,
  type SignInput,
  sign,
} from './sign.ts'
export type { Dedupe } from './verify/dedupe.ts'
export { WebhookEvent } from './verify/event.ts'
export type { At, VerifierOptions, VerifyOptions } from './verify/options.ts'
export type { VerifyResult } from './verify/outcome.ts'
export { type EventTypes, type TypedEvent, typed } from './verify/typed.ts'
export { createVerifier, type Verifier } from './verify/verifier.ts'
export { safeVerify, verify } from './verify.ts'
