import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { createProducer, type ProducerOptions } from '@headwater/core'
import { SYSTEM_METER_CLOCK } from '../measure/meter.ts'
import { SendWindow } from '../sending/send-window.ts'

/** What a codec makes of the records, and what it costs. */
export interface CodecFigures {
  readonly recordsPerSecond: number
  /** CPU time of the whole process, its threads included. */
  readonly cpuUsPerRecord: number
  readonly wireBytesPerRecord: number
}

const WINDOW_SIZE = 5_000
const WARM_UP_RECORDS = 20_000

/** Sends the values over and over until so many are sent, after a warm-up, and says what was measured. */
export async function measureCodec(
  options: ProducerOptions,
  values: readonly string[],
  recordCount: number,
): Promise<CodecFigures> {
  const sockets: Socket[] = []
  const onSocket = (message: unknown): void => {
    sockets.push((message as { readonly socket: Socket }).socket)
  }
  subscribe('net.client.socket', onSocket)
  const producer = createProducer(options)
  const written = (): number => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0)
  const send = (value: string): Promise<unknown> => producer.send({ topic: 'orders', value })
  try {
    await sendAll(send, values, WARM_UP_RECORDS)
    const [startedAtMs, startedAtCpuUs, writtenBefore] = [performance.now(), cpuUs(), written()]
    await sendAll(send, values, recordCount)
    const elapsedMs = performance.now() - startedAtMs
    return {
      recordsPerSecond: (recordCount / elapsedMs) * 1_000,
      cpuUsPerRecord: (cpuUs() - startedAtCpuUs) / recordCount,
      wireBytesPerRecord: (written() - writtenBefore) / recordCount,
    }
  } finally {
    await producer.close()
    unsubscribe('net.client.socket', onSocket)
  }
}

async function sendAll(
  send: (value: string) => Promise<unknown>,
  values: readonly string[],
  recordCount: number,
): Promise<void> {
  const window = new SendWindow(WINDOW_SIZE)
  const onSettled = (): void => window.settled()
  const onFailed = (error: unknown): void => window.failed(error)
  for (let index = 0; index < recordCount; index++) {
    if (window.isFull) await window.room()
    window.opened()
    send(values[index % values.length] ?? '').then(onSettled, onFailed)
  }
  await window.empty()
}

function cpuUs(): number {
  return SYSTEM_METER_CLOCK.cpuUs()
}
