/** Sealed bytes cannot be opened: another key, another row, or changed bytes. It does not say which. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
  readonly code = 'ERR_SEAL_BROKEN'
  constructor() {
    super('Sealed bytes cannot be opened: they were sealed with another key or for another row, or changed.')
  }
}

/** There is no usable sealing key; what is wrong and what to do about it. The start stops. */
export class SealKeyRefused extends Error {
  override readonly name = 'SealKeyRefused'
  readonly code: 'ERR_SEALING_KEY_MISSING' | 'ERR_SEALING_KEY_MALFORMED' | 'ERR_SEALING_KEY_UNSAFE'
  constructor(code: SealKeyRefused['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
