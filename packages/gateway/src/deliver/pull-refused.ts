/** Why nothing is lent to whoever asks. */
export class PullRefused extends Error {
  override readonly name = 'PullRefused'
  readonly code: 'ERR_DESTINATION_KIND' | 'ERR_PULLS_TOO_MANY' | 'ERR_DELIVERY_UNSIGNABLE' | 'ERR_STOPPING'
  constructor(code: PullRefused['code']) {
    super(code)
    this.code = code
  }
}
