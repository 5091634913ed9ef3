/** A changed cell. `old_value` is there for modified rows. */
export interface SeatableCell {
  readonly column_key: string
  readonly column_name: string
  readonly column_type: string
  readonly column_data: unknown
  readonly value?: unknown
  readonly old_value?: unknown
}

/** What all operations tell. `op_time` is in seconds since 1970, with fractions. */
export interface SeatableOperation<Type extends string> {
  readonly dtable_uuid: string
  readonly op_user: string
  readonly op_type: Type
  readonly op_time: number
  readonly op_app?: string
  /** How many rows it changed; absent where it is one. */
  readonly row_count?: number
  readonly row_name_option?: unknown
}

/** An operation on a row, or on the first of several. */
export interface SeatableRow<Type extends string> extends SeatableOperation<Type> {
  readonly row_id: string
  readonly table_id: string
  readonly table_name: string
  readonly row_name: string
  readonly row_data: readonly SeatableCell[]
}

/** An operation on a link between rows of two tables. */
export interface SeatableLink<Type extends string> extends SeatableOperation<Type> {
  readonly table1_id: string
  readonly table1_name: string
  readonly table1_row_id: string
  readonly table1_row_name: string
  readonly row_data1: readonly SeatableCell[]
  readonly table2_id: string
  readonly table2_name: string
  readonly table2_row_id: string
  readonly table2_row_name: string
  readonly row_data2: readonly SeatableCell[]
}

/** The envelope; `event` says nothing, the type is `data.op_type`. */
export interface SeatableNotification<Data> {
  readonly event: 'update'
  readonly data: Data
}

type Rows<Type extends string> = { [T in Type]: SeatableNotification<SeatableRow<T>> }
type Links<Type extends string> = { [T in Type]: SeatableNotification<SeatableLink<T>> }
type Others<Type extends string> = {
  [T in Type]: SeatableNotification<SeatableOperation<T> & Readonly<Record<string, unknown>>>
}

/**
 * The operations that the sender's own source lists (seatable/dtable-events dtable_events/activities/handlers.py and db.py,
 * which read the channel that webhooks are sent from), and one more of its automations. `op_type` is an open set: others
 * still arrive, with `type` as sent.
 */
export type SeatableEvents = Rows<
  'insert_row' | 'insert_rows' | 'append_rows' | 'modify_row' | 'modify_rows' | 'delete_row' | 'delete_rows'
> &
  Links<'add_link' | 'remove_link' | 'update_links' | 'update_rows_links'> &
  Others<'move_group_rows'>
