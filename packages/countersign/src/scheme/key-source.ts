/**
 * Where the keys are that messages name. Whoever fetches them goes nowhere else, whatever a message says: a scheme
 * without one has its keys fetched by nobody but a function of the receiver's own.
 */
export interface KeySource {
  /** Hosts by https, as `www.googleapis.com`, `*.amazonaws.com` or `keys.example.com:8443`. */
  readonly hosts: readonly string[]
  /** A JWK Set (RFC 7517) in which `kid` names a key, or one key or certificate chain in PEM. */
  readonly form: 'jwks' | 'pem'
  /** The address of the document where messages name a key alone. */
  readonly url?: string
}
