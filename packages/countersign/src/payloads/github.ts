/** What most GitHub payloads share; the rest is as GitHub documents it. */
export interface GithubPayload {
  readonly action?: string
  readonly repository?: { readonly id: number; readonly full_name: string }
  readonly sender?: { readonly login: string; readonly id: number }
  readonly [key: string]: unknown
}

type Actions<Name extends string, Action extends string> = {
  [A in Action as `${Name}.${A}`]: GithubPayload & { readonly action: A }
}

/** The commonest events; all others still arrive, with `type` as sent. */
export type GithubEvents = {
  ping: GithubPayload & { readonly zen: string; readonly hook_id: number }
  push: GithubPayload & { readonly ref: string; readonly before: string; readonly after: string }
} & Actions<'issues', 'opened' | 'edited' | 'closed' | 'reopened' | 'labeled' | 'assigned'> &
  Actions<'issue_comment', 'created' | 'edited' | 'deleted'> &
  Actions<'pull_request', 'opened' | 'edited' | 'closed' | 'reopened' | 'synchronize' | 'labeled'> &
  Actions<'release', 'published' | 'created' | 'released'> &
  Actions<'workflow_run', 'requested' | 'in_progress' | 'completed'>
