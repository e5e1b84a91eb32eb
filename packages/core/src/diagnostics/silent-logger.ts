import type { Logger } from './logger.ts'

/** Says nothing: what `logger: 'silent'` stands for. */
export const silentLogger: Logger = Object.freeze<Logger>({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
})
