/** The words of a text, as a union. */
export type Words<Text extends string, Before = never> = Text extends `${infer First} ${infer Rest}`
  ? Words<Rest, Before | First>
  : Before | Text

/**
 * Names of events of a table that has a line for each thing and a word for each that happens to it:
 * `{ charge: 'failed succeeded' }` stands for `charge.failed` and `charge.succeeded`.
 */
export type TypeNames<Table extends Readonly<Record<string, string>>, Separator extends string = '.'> = {
  [Thing in keyof Table & string]: `${Thing}${Separator}${Words<Table[Thing]>}`
}[keyof Table & string]
