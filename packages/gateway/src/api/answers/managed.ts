/** Whose files declare a thing. */
export interface ManagedJson {
  readonly managedBy: string | null
  readonly drifted: boolean
}
