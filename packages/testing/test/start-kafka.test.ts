import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  encodeRequestFrame,
  FrameReader,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { RawClient } from '../conformance/raw-client.ts'
import type { EmbeddedKafka } from '../src/embedded-kafka.ts'
import type { KafkaOptions } from '../src/kafka-options.ts'
import { startKafka } from '../src/start-kafka.ts'

const METADATA = { request: metadataRequest, response: metadataResponse }
const ALL_TOPICS = { topics: null }
// A handshake record that announces 256 bytes, and none of them.
const TLS_HANDSHAKE_BEGUN = Buffer.from([0x16, 3, 1, 1, 0])

const started: EmbeddedKafka[] = []

async function start(options: KafkaOptions = {}): Promise<EmbeddedKafka> {
  const kafka = await startKafka(options)
  started.push(kafka)
  return kafka
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((kafka) => kafka.stop()))
})

function portOf(kafka: EmbeddedKafka, nodeId = 1): number {
  return Number(kafka.brokers[nodeId - 1]?.split(':')[1])
}

function dial(kafka: EmbeddedKafka, nodeId = 1): Promise<RawClient> {
  return RawClient.connect('127.0.0.1', portOf(kafka, nodeId))
}

/** The key and certificate whose files begin with `prefix`. */
function readIdentity(prefix: string) {
  const read = (name: string) => readFileSync(new URL(`tls/${prefix}${name}.pem`, import.meta.url))
  return { key: read('key'), cert: read('certificate') }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('startKafka', () => {
  it('starts brokers on free ports of 127.0.0.1 that any of them names', async () => {
    const kafka = await start({ brokers: 3 })
    const client = await dial(kafka, 2)

    const { brokers } = await client.send(METADATA, 8, ALL_TOPICS)

    expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(kafka.brokers)
    expect(new Set(kafka.brokers).size).toBe(3)
    client.close()
  })

  it('starts on the port that it is given', async () => {
    const port = await freePort()

    const kafka = await start({ port })

    expect(kafka.brokers).toEqual([`127.0.0.1:${port}`])
  })

  it('says when a port is taken, and leaves nothing open', async () => {
    const taken = await start()
    const port = portOf(taken)

    await expect(startKafka({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })

    await taken.stop()
    expect((await start({ port })).brokers).toEqual([`127.0.0.1:${port}`])
  })

  it('refuses impossible options before it opens anything', async () => {
    await expect(startKafka({ brokers: 0 })).rejects.toThrow('brokers must be')
  })

  it('speaks TLS with the identity that it is given', async () => {
    const kafka = await start({ tls: readIdentity('') })
    const socket = connectTls({ host: '127.0.0.1', port: portOf(kafka), ca: readIdentity('').cert })
    await once(socket, 'secureConnect')

    socket.write(encodeRequestFrame(metadataRequest, 8, 77, 'test', ALL_TOPICS))

    expect((await firstFrame(socket)).readInt32BE(0)).toBe(77)
    socket.destroy()
  })

  it('shows another certificate to those who dial after it was renewed', async () => {
    const kafka = await start({ tls: readIdentity('') })
    const renewed = readIdentity('renewed-')
    const before = connectTls({ host: '127.0.0.1', port: portOf(kafka), ca: readIdentity('').cert })
    await once(before, 'secureConnect')

    kafka.setTls(renewed)
    const after = connectTls({ host: '127.0.0.1', port: portOf(kafka), ca: renewed.cert })
    await once(after, 'secureConnect')

    before.write(encodeRequestFrame(metadataRequest, 8, 77, 'test', ALL_TOPICS))
    expect((await firstFrame(before)).readInt32BE(0)).toBe(77)
    await kafka.kill(1)
    await kafka.restart(1)
    const again = connectTls({ host: '127.0.0.1', port: portOf(kafka), ca: renewed.cert })
    await once(again, 'secureConnect')
    for (const socket of [before, after, again]) socket.destroy()
  })

  it('has no certificate to renew without TLS', async () => {
    const kafka = await start()

    expect(() => kafka.setTls(readIdentity(''))).toThrow('started without TLS')
  })

  it('stops also while a client is in the middle of its TLS handshake', async () => {
    const kafka = await start({ tls: readIdentity('') })
    const socket = connect(portOf(kafka), '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(TLS_HANDSHAKE_BEGUN)
    const closed = new Promise((resolve) => socket.resume().once('close', resolve))

    await kafka.stop()

    await closed
  })

  it('is not troubled by plaintext where it speaks TLS', async () => {
    const kafka = await start({ tls: readIdentity('') })
    const socket = connect(portOf(kafka), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\n\r\n')
    socket.resume()

    await once(socket, 'close')

    expect(kafka.requests()).toEqual([])
  })
})

describe('EmbeddedKafka', () => {
  it('ends every connection when it stops, twice if need be', async () => {
    const kafka = await start()
    const client = await dial(kafka)

    await kafka.stop()
    await kafka.stop()

    await client.closed()
    await expect(dial(kafka)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('closes the connection of a client that sends no frames, and serves the others', async () => {
    const kafka = await start()
    const [good, bad] = [await dial(kafka), await dial(kafka)]

    await expect(bad.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).rejects.toThrow()

    expect((await good.send(METADATA, 8, ALL_TOPICS)).brokers.length).toBe(1)
    good.close()
  })

  it('kills a broker and starts it again where it was, with what it stored', async () => {
    const kafka = await start({ brokers: 2 })
    kafka.createTopic('t', { partitions: 2 })
    const [first, second] = [await dial(kafka, 1), await dial(kafka, 2)]

    await kafka.kill(1)
    await first.closed()
    await expect(dial(kafka, 1)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const without = await second.send(METADATA, 8, ALL_TOPICS)
    expect(without.topics[0]?.partitions.map(({ leaderId }) => leaderId)).toEqual([2, 2])

    await kafka.restart(1)
    const again = await dial(kafka, 1)
    const { brokers, topics } = await again.send(METADATA, 8, ALL_TOPICS)
    expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(kafka.brokers)
    expect(topics[0]?.partitions[0]?.isrNodes).toEqual([1, 2])
    again.close()
    second.close()
  })

  it('starts a broker again on another port, of its own choice if it may', async () => {
    const kafka = await start({ brokers: 2 })
    const [before] = kafka.brokers
    await kafka.kill(1)

    await kafka.restart(1, { port: 0 })

    expect(kafka.brokers[0]).not.toBe(before)
    const client = await dial(kafka, 1)
    const { brokers } = await client.send(METADATA, 8, ALL_TOPICS)
    expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual(kafka.brokers)
    client.close()
  })

  it('leaves a broker dead whose new port is taken', async () => {
    const kafka = await start({ brokers: 2 })
    await kafka.kill(1)

    await expect(kafka.restart(1, { port: portOf(kafka, 2) })).rejects.toThrow('EADDRINUSE')

    await kafka.restart(1, { port: 0 })
    ;(await dial(kafka, 1)).close()
  })

  it('names what does not exist', async () => {
    const kafka = await start()
    kafka.createTopic('t')

    expect(() => kafka.records('u')).toThrow(RangeError)
    expect(() => kafka.log('t', 1)).toThrow(RangeError)
    expect(() => kafka.moveLeader('t', 0, 2)).toThrow(RangeError)
    await expect(kafka.kill(2)).rejects.toThrow(RangeError)
    await expect(kafka.restart(1)).rejects.toThrow('Node 1 is running')
    expect(() => kafka.createTopic('t')).toThrow(
      expect.objectContaining({ error: 'TOPIC_ALREADY_EXISTS' }),
    )
  })

  it('lets its process end once it is stopped, whatever its clients do', async () => {
    const script = `
      import { connect } from 'node:net'
      import { startKafka } from '@headwater/testing'
      const kafka = await startKafka({ brokers: 2 })
      const client = connect(Number(kafka.brokers[0].split(':')[1]), '127.0.0.1')
      client.on('error', () => {})
      client.on('connect', async () => {
        await kafka.stop()
        console.log('stopped')
      })
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    })

    const [output] = await once(child.stdout, 'data')
    const [code] = await once(child, 'exit')

    expect([String(output), code]).toEqual(['stopped\n', 0])
  })

  it('warns in production', async () => {
    const script = `
      import { startKafka } from '@headwater/testing'
      await (await startKafka()).stop()
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'pipe'],
    })

    const [warning] = await once(child.stderr, 'data')

    expect(String(warning)).toContain('not for production')
    await once(child, 'exit')
  })
})

describe('the command', () => {
  it('listens until it is interrupted, and then ends cleanly', async () => {
    const main = new URL('../dist/cli/main.js', import.meta.url).pathname
    const child = spawn(process.execPath, [main, '--port', '0', '--brokers', '2'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output] = await once(child.stdout, 'data')
    const ports = [...String(output).matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
      Number(port),
    )
    const client = await RawClient.connect('127.0.0.1', ports[1] ?? 0)
    expect((await client.send(METADATA, 8, ALL_TOPICS)).brokers.map(({ port }) => port)).toEqual(
      ports,
    )

    child.kill('SIGINT')

    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    await client.closed()
  })

  it('says what is wrong and fails', async () => {
    const main = new URL('../dist/cli/main.js', import.meta.url).pathname
    const child = spawn(process.execPath, [main, '--port', 'x'], {
      stdio: ['ignore', 'inherit', 'pipe'],
    })

    const [message] = await once(child.stderr, 'data')
    const [code] = await once(child, 'exit')

    expect([String(message), code]).toEqual(['--port wants a whole number, not "x"\n', 1])
  })
})

function firstFrame(socket: Socket): Promise<Buffer> {
  const reader = new FrameReader(1_000_000)
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => reader.push(chunk, resolve))
  })
}
