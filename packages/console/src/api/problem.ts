/** What the API answers instead, RFC 9457; and what stands for no answer at all. */
export class Problem extends Error {
  /** 0 where no answer came. */
  readonly status: number
  readonly code: string
  readonly hint: string
  readonly faults: readonly { readonly at: string; readonly message: string }[]

  constructor(status: number, body: Partial<Record<'code' | 'detail' | 'title' | 'hint', string>> & Faults) {
    super(body.detail ?? body.title ?? 'The gateway gave no reason.')
    this.status = status
    this.code = body.code ?? ''
    this.hint = body.hint ?? ''
    this.faults = body.errors ?? []
  }
}

interface Faults {
  readonly errors?: readonly { readonly at: string; readonly message: string }[]
}

/** Reads what went wrong from an answer. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({
    title: `The gateway answered ${response.status}, and not in its own words.`,
    hint: 'Look whether a proxy between this page and the gateway has answered instead.',
  }))
  return new Problem(response.status, body)
}

/** For what was thrown before there was an answer. */
export function noAnswer(): Problem {
  return new Problem(0, {
    title: 'The gateway does not answer.',
    hint: 'It may be starting anew. This page asks again by itself.',
  })
}
