import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

// Control characters that no record of a test contains, so that every other byte may be in one.
const FIELD_END = '\u001f'
const RECORD_END = '\u001e'
const HEADER_END = '\u001d'
const NULL = '\u0000null'

const FORMATTER_PROPERTIES = {
  'print.timestamp': 'false',
  'print.partition': 'true',
  'print.offset': 'true',
  'print.headers': 'true',
  'print.key': 'true',
  'key.separator': '\\u001f',
  'line.separator': '\\u001e',
  'headers.separator': '\\u001d',
  'null.literal': '\\u0000null',
}

/** A record as Apache Kafka's console consumer prints it: bytes, each as one character of latin1. */
export interface ConsoleRecord {
  readonly partition: number
  readonly offset: number
  /** `name:value`, in order. */
  readonly headers: readonly string[]
  readonly key: string | null
  readonly value: string | null
}

export interface ConsoleConsumerOptions {
  readonly brokers: string
  /** The folder with Apache Kafka's jars. */
  readonly jars: string
  readonly topic: string
  /** How many records to wait for. */
  readonly count: number
}

/** Reads a topic from its start with Apache Kafka's own ConsoleConsumer. */
export async function readWithConsoleConsumer(
  options: ConsoleConsumerOptions,
): Promise<ConsoleRecord[]> {
  const folder = await mkdtemp(join(tmpdir(), 'console-consumer-'))
  try {
    const formatter = join(folder, 'formatter.properties')
    const lines = Object.entries(FORMATTER_PROPERTIES).map(([key, value]) => `${key}=${value}`)
    await writeFile(formatter, lines.join('\n'))
    const output = await runProgram('java', [
      '-Xmx256m',
      '-cp',
      join(options.jars, '*'),
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      ...['--bootstrap-server', options.brokers],
      ...['--topic', options.topic],
      '--from-beginning',
      ...['--max-messages', String(options.count)],
      ...['--timeout-ms', '30000'],
      ...['--formatter-config', formatter],
    ])
    return output.toString('latin1').split(RECORD_END).slice(0, -1).map(consoleRecord)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function consoleRecord(text: string): ConsoleRecord {
  const [partition = '', offset = '', headers = '', key = '', value = ''] = text.split(FIELD_END)
  return {
    partition: Number(partition.replace('Partition:', '')),
    offset: Number(offset.replace('Offset:', '')),
    headers: headers === 'NO_HEADERS' ? [] : headers.split(HEADER_END),
    key: key === NULL ? null : key,
    value: value === NULL ? null : value,
  }
}
