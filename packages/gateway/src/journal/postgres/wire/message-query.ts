import pg from 'pg'

/** The columns of one row, as text. */
export type Fields = readonly (string | null)[]

/**
 * A statement whose messages are written already, for a connection of the driver; it answers one row. It asks
 * for no description of the columns, which the driver would read anew each time.
 */
export class MessageQuery extends pg.Query {
  #fields: Fields = []
  override submit: (connection: pg.Connection) => void

  constructor(messages: Buffer, done: (error: Error | null, fields: Fields) => void) {
    super({ text: '' }, [], (error) => done(error ?? null, this.#fields))
    this.submit = (connection) => {
      connection.stream.write(messages)
      return null
    }
  }

  /** Called by the driver. */
  handleDataRow(message: { readonly fields: Fields }): void {
    this.#fields = message.fields
  }
}
