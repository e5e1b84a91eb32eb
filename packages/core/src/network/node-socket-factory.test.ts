import { execFile } from 'node:child_process'
import { createServer, Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { testAuthority, testIdentity } from '../../test/certificates/test-certificate.ts'
import type { TlsOptions } from './network-options.ts'
import { createNodeSocketFactory } from './node-socket-factory.ts'
import type { ClientSocket } from './socket-factory.ts'

const run = promisify(execFile)

/** A server on a free port whose far ends the test gets. */
async function serve(tls: boolean, onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    socket.unref()
    socket.on('error', () => undefined)
    sockets.add(socket)
    onSocket(socket)
  }
  const server = tls ? createTlsServer(testIdentity('broker'), keep) : createServer(keep)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Dials, and says what the socket told its listener. */
function dial(port: number, ssl: false | TlsOptions = false, host = 'localhost') {
  const told: string[] = []
  const received: Buffer[] = []
  let wake = (): void => undefined
  const tell = (word: string): void => {
    told.push(word)
    wake()
  }
  const socket: ClientSocket = createNodeSocketFactory(ssl).connect(
    { host, address: '127.0.0.1', port },
    {
      onConnect: () => tell('connect'),
      onData: (chunk) => {
        received.push(chunk)
        tell('data')
      },
      onDrain: () => tell('drain'),
      onError: (error) => tell(`error ${'code' in error ? error.code : error.message}`),
      onClose: () => tell('close'),
    },
  )
  onTestFinished(() => socket.destroy())
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { socket, told, received, until }
}

const TLS = { ca: testAuthority() }

describe.each([
  ['plaintext', false],
  ['TLS', TLS],
] as const)('createNodeSocketFactory, %s', (_, ssl) => {
  it('sends parts in order, unchanged, small and large', async () => {
    const received: Buffer[] = []
    let bytes = 0
    let finish = (): void => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const parts = [1, 20, 300_000, 5, 2_000_000, 1].map((size, index) => Buffer.alloc(size, index))
    const total = 2_300_027
    const port = await serve(ssl !== false, (far) => {
      far.on('data', (chunk) => {
        received.push(chunk)
        bytes += chunk.length
        if (bytes >= total) finish()
      })
    })
    const { socket, told, until } = dial(port, ssl)
    await until(() => told.includes('connect'))

    socket.write(parts)
    await finished

    expect(Buffer.concat(received).equals(Buffer.concat(parts))).toBe(true)
  })

  it('tells what the peer sends, and that it has ended', async () => {
    const port = await serve(ssl !== false, (far) => far.end('hello'))

    const { told, received, until } = dial(port, ssl)
    await until(() => told.includes('close'))

    expect(Buffer.concat(received).toString()).toBe('hello')
    expect(told).toEqual(['connect', 'data', 'close'])
  })

  it('closes once, however often it is destroyed, and says so last', async () => {
    const port = await serve(ssl !== false, () => undefined)
    const { socket, told, until } = dial(port, ssl)
    await until(() => told.includes('connect'))

    socket.destroy()
    socket.destroy()
    await until(() => told.includes('close'))

    expect(told).toEqual(['connect', 'close'])
  })

  it.each([
    ['TCP', false],
    ['TLS', true],
  ])('L15: hears every error of a socket, however many and however late (%s)', async (_, tls) => {
    const dialled = vi.spyOn(Socket.prototype, 'setNoDelay')
    onTestFinished(() => dialled.mockRestore())
    const port = await serve(tls, () => undefined)
    const { told, until } = dial(port, tls && { ca: testAuthority() })
    const [own] = dialled.mock.contexts.filter((socket) => socket instanceof Socket)
    await until(() => told.includes('connect'))
    own?.destroy(new Error('first'))
    await until(() => told.includes('close'))

    // An event named 'error' that nobody listens to is thrown by `emit`, and ends a process.
    for (const late of ['second', 'third']) own?.emit('error', new Error(late))

    expect(told).toEqual(['connect', 'error first', 'close', 'error second', 'error third'])
  })

  it('closes when it is destroyed while it connects', async () => {
    const port = await serve(ssl !== false, () => undefined)
    const { socket, told, until } = dial(port, ssl)

    socket.destroy()
    await until(() => told.includes('close'))

    expect(told).toEqual(['close'])
  })

  it('counts the bytes that the peer has not made room for', async () => {
    const port = await serve(ssl !== false, (far) => far.pause())
    const { socket, told, until } = dial(port, ssl)
    await until(() => told.includes('connect'))
    const before = socket.bufferedBytes

    socket.write([Buffer.alloc(20_000_000), Buffer.alloc(20_000_000)])

    expect(before).toBe(0)
    expect(socket.bufferedBytes).toBeGreaterThan(1_000_000)
  })

  it('says when bytes that had no room have left, and nothing where they left at once', async () => {
    const accepted = Promise.withResolvers<Socket>()
    const port = await serve(ssl !== false, (far) => accepted.resolve(far.pause()))
    const { socket, told, until } = dial(port, ssl)
    await until(() => told.includes('connect'))
    const far = await accepted.promise
    socket.write([Buffer.alloc(10)])

    socket.write([Buffer.alloc(20_000_000), Buffer.alloc(20_000_000)])
    const early = told.includes('drain')
    far.resume()
    await until(() => told.includes('drain'))

    expect(early).toBe(false)
    expect(socket.bufferedBytes).toBe(0)
    expect(told.filter((word) => word === 'drain')).toHaveLength(1)
  })

  it('closes when the peer has ended, although bytes are left that it does not read', async () => {
    const port = await serve(ssl !== false, (far) => {
      far.pause()
      far.end('bye')
    })
    const { socket, told, until } = dial(port, ssl)
    await until(() => told.includes('connect'))

    socket.write([Buffer.alloc(40_000_000)])
    await until(() => told.includes('close'))

    expect(told.at(-1)).toBe('close')
  })

  it('lets the process end that has nothing else to do', async () => {
    const identity = testIdentity('broker')
    const far = '(far) => far.unref().on("error", () => undefined)'
    const server =
      ssl === false
        ? `net.createServer(${far})`
        : `tls.createServer(${JSON.stringify(identity)}, ${far})`
    const script = `
      import net from 'node:net'
      import tls from 'node:tls'
      import { createNodeSocketFactory } from '${new URL('./node-socket-factory.ts', import.meta.url)}'
      const server = ${server}
      server.listen(0, '127.0.0.1', () => {
        const target = { host: 'localhost', address: '127.0.0.1', port: server.address().port }
        server.unref()
        createNodeSocketFactory(${JSON.stringify(ssl)}).connect(target, {
          onConnect: () => console.log('connected'),
          onData() {},
          onError: (error) => console.log(error.message),
          onClose: () => console.log('closed'),
        })
      })`

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 4_000,
    })

    expect(stdout.trim()).toBe('connected')
  })

  it('tells a refusal as an error before it closes', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() =>
          resolve(address !== null && typeof address !== 'string' ? address.port : 0),
        )
      })
    })

    const { told, until } = dial(port, ssl)
    await until(() => told.includes('close'))

    expect(told).toEqual(['error ECONNREFUSED', 'close'])
  })
})

describe('createNodeSocketFactory, server name (S77)', () => {
  async function serverNameFor(host: string, ssl: TlsOptions): Promise<string | false | null> {
    let name: string | false | null = null
    const port = await serve(true, (far) => {
      name = (far as TLSSocket).servername
      far.end('hello')
    })
    const { told, until } = dial(port, ssl, host)
    await until(() => told.includes('close'))
    return name
  }

  it('is the name that was configured, not the address that was dialed', async () => {
    expect(await serverNameFor('broker.test', TLS)).toBe('broker.test')
  })

  it('has no trailing dot', async () => {
    expect(await serverNameFor('broker.test.', TLS)).toBe('broker.test')
  })

  it('is not sent for an IP address', async () => {
    expect(await serverNameFor('127.0.0.1', TLS)).toBe(false)
  })

  it('can be set when brokers are reached by another name', async () => {
    expect(await serverNameFor('tunnel.test', { ...TLS, servername: 'broker.test' })).toBe(
      'broker.test',
    )
  })
})

describe('createNodeSocketFactory, a caller’s checkServerIdentity', () => {
  const refusal = new Error('not the broker that I know')
  it.each<[string, TlsOptions['checkServerIdentity']]>([
    ['gives an error', () => refusal],
    [
      'throws',
      () => {
        throw refusal
      },
    ],
  ])('S76: that %s breaks the connection and nothing else', async (_, checkServerIdentity) => {
    const port = await serve(true, () => undefined)

    const { told, until } = dial(port, { ...TLS, checkServerIdentity })
    await until(() => told.includes('close'))

    expect(told).toEqual(['error not the broker that I know', 'close'])
  })

  it.each([false, true, 'fine'])('S76: that gives %j has not consented', async (verdict) => {
    const port = await serve(true, () => undefined)

    const { told, until } = dial(port, {
      ...TLS,
      checkServerIdentity: (() => verdict) as never,
    })
    await until(() => told.includes('close') || told.includes('connect'))

    expect(told[0]).toMatch(/^error checkServerIdentity gave (false|true|"fine")$/)
  })

  it('S76: that gives nothing has', async () => {
    const port = await serve(true, (far) => void far.end('hello'))

    const { told, until } = dial(port, { ...TLS, checkServerIdentity: () => undefined })
    await until(() => told.includes('close'))

    expect(told[0]).toBe('connect')
  })

  it('S76: that is async fails closed, however it ends', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    const port = await serve(true, () => undefined)
    const checkServerIdentity = async (): Promise<never> => {
      throw refusal
    }

    const { told, until } = dial(port, {
      ...TLS,
      checkServerIdentity: checkServerIdentity as never,
    })
    await until(() => told.includes('close'))
    process.off('unhandledRejection', note)

    expect(told).toEqual(['error checkServerIdentity gave an object (Promise)', 'close'])
    expect(unhandled).toEqual([])
  })
})
