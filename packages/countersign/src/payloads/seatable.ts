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
}

/** An operation on one row. */
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

/** The known operations. `op_type` is an open set: others still arrive, with `type` as sent. */
export type SeatableEvents = Rows<'insert_row' | 'modify_row' | 'delete_row'> &
  Links<'add_link' | 'remove_link'> &
  Others<
    | 'insert_rows'
    | 'append_rows'
    | 'modify_rows'
    | 'delete_rows'
    | 'update_links'
    | 'update_rows_links'
    | 'move_group_rows'
  >
