import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { addressOf, listen, PortInUseError } from './listen.ts'

const servers: Server[] = []

function server(): Server {
  const made = createServer((_request, response) => response.end('here'))
  servers.push(made)
  return made
}

afterEach(() => {
  for (const made of servers.splice(0)) {
    made.closeAllConnections()
    made.close()
  }
})

describe('listen', () => {
  it('takes a free port of this machine alone', async () => {
    const made = server()

    await listen(made, 0)

    expect(addressOf(made)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await (await fetch(addressOf(made))).text()).toBe('here')
  })

  it('names a port that is in use', async () => {
    const first = server()
    await listen(first, 0)
    const port = Number(new URL(addressOf(first)).port)

    const second = listen(server(), port)

    await expect(second).rejects.toThrow(PortInUseError)
    await expect(second).rejects.toMatchObject({ port, message: `Port ${port} is in use` })
  })
})
