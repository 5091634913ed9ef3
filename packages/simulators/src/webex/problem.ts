/** An answer that is not the one asked for, in the shape that Webex gives its errors. */
export class WebexProblem extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }

  /** Takes the framework's own errors (malformed JSON, another content type) for what they are. */
  static from(error: unknown): WebexProblem {
    if (error instanceof WebexProblem) return error
    const { statusCode, message } = error as { statusCode?: number; message?: string }
    return statusCode !== undefined && statusCode < 500
      ? new WebexProblem(statusCode, message ?? 'Bad request')
      : new WebexProblem(500, 'The simulator failed.')
  }
}
