import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The only interface that the demo listens on: it has no access control. */
export const HOST = '127.0.0.1'

/** A port that another program has. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError'
  readonly port: number

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is in use`, { cause })
    this.port = port
  }
}

/**
 * Listens on a port of 127.0.0.1, 0 for a free one.
 *
 * @throws {PortInUseError} when another program has the port
 */
export async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw portInUse(error) ? new PortInUseError(port, error) : error
  }
}

/** The address of a listening server. */
export function addressOf(server: Server): string {
  const { port } = server.address() as AddressInfo
  return `http://${HOST}:${port}`
}

function portInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
