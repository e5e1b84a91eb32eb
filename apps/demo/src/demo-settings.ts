/** Where the demo listens and which Kafka it uses. */
export interface DemoSettings {
  /** The Express server's port; 0 takes a free one. */
  readonly expressPort: number
  /** The NestJS server's port; 0 takes a free one. */
  readonly nestPort: number
  /** Addresses of a real cluster; `undefined` starts one inside this process. */
  readonly brokers: readonly string[] | undefined
}

/** A setting that cannot be used; the message is for the person who set it. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

const DEFAULT_PORT = 3000
const HIGHEST_PORT = 65_535

/**
 * Reads `PORT` (default 3000), `NEST_PORT` (default the one after it, or a free one) and `KAFKA_BROKERS` (host:port, more
 * behind commas). An empty variable counts as not set.
 *
 * @throws {SettingError} naming the variable and its value
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): DemoSettings {
  const expressPort = readPort('PORT', environment['PORT']) ?? DEFAULT_PORT
  const nextPort = expressPort === 0 || expressPort === HIGHEST_PORT ? 0 : expressPort + 1
  return {
    expressPort,
    nestPort: readPort('NEST_PORT', environment['NEST_PORT']) ?? nextPort,
    brokers: readBrokers(environment['KAFKA_BROKERS']),
  }
}

function readPort(name: string, text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return undefined
  if (/^\d{1,5}$/.test(trimmed) && Number(trimmed) <= HIGHEST_PORT) return Number(trimmed)
  throw new SettingError(`${name} must be a port from 0 to ${HIGHEST_PORT}, not "${text}"`)
}

function readBrokers(text: string | undefined): readonly string[] | undefined {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return undefined
  const brokers = trimmed.split(',').map((broker) => broker.trim())
  if (brokers.every((broker) => broker !== '')) return brokers
  throw new SettingError(`KAFKA_BROKERS must be host:port, more behind commas, not "${text}"`)
}
