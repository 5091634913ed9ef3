/** Takes what is said of every single request and attempt, for somebody who follows them; pino's `trace` fits. */
export type Trace = (about: object, message: string) => void
