/**
 * Where the producer says what happens to it. Each call is one event: a sentence first, its facts second. Record keys,
 * values and credentials are never logged.
 *
 * @public
 */
export interface Logger {
  debug(message: string, fields: Readonly<Record<string, unknown>>): void
  info(message: string, fields: Readonly<Record<string, unknown>>): void
  warn(message: string, fields: Readonly<Record<string, unknown>>): void
  error(message: string, fields: Readonly<Record<string, unknown>>): void
}
