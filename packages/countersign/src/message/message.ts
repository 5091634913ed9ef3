/** A received message as schemes look at it. Everything but the body is read only when asked for. */
export interface Message {
  /** In capitals; `undefined` where the input has none. */
  readonly method: string | undefined
  /** The URL that the provider knows; `undefined` where the input has none. */
  readonly url: string | undefined
  /** What the receiver has set of what the scheme asks for, see `Proof.params`. */
  readonly params: Readonly<Record<string, string>>
  /** The raw bytes. */
  readonly body: Uint8Array
  /** A header's value by its lower-case name; values of a repeated header joined with `, `. */
  header(name: string): string | undefined
  /** All values of a header by its lower-case name. */
  headerValues(name: string): readonly string[]
  /** A query parameter of the URL; `undefined` where it is absent or doubled. */
  query(name: string): string | undefined
  /** All values of a query parameter of the URL. */
  queryValues(name: string): readonly string[]
  /** A field of the JSON body by its path, also of a form whose only field is `payload`; `undefined` where there is none. */
  field(...path: readonly (string | number)[]): unknown
  /** The body's fields as a form; empty where it is none. */
  form(): URLSearchParams
}
