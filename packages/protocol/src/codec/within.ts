import { ProtocolError } from '../errors/protocol-error.ts'

/** What to throw when writing or reading a part failed: a protocol error that says in which part, all else as it is. */
export function within(error: unknown, part: string): unknown {
  return error instanceof ProtocolError ? error.within(part) : error
}
