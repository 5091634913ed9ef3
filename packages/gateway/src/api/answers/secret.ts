/** What is shown of a secret: never its text. */
export interface SecretJson {
  readonly id: string
  readonly notBefore: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
}

/** A secret in the answer that makes it; its text, where the gateway chose it. */
export interface NewSecretJson extends SecretJson {
  readonly value?: string | undefined
  readonly warnings?: readonly string[] | undefined
}
