import { describe, expect, it } from 'vitest'
import { cellArguments, parseCellArguments } from './cell-arguments.ts'
import type { CellRequest } from './cell-request.ts'

const REQUEST: CellRequest<'kafkajs'> = {
  client: 'kafkajs',
  scenario: 'f',
  brokers: ['127.0.0.1:1', '127.0.0.1:2'],
  topic: 'bench',
  warmUpMs: 2_000,
  measureMs: 5_000,
  recordCount: 7,
  idleMs: 8,
}

describe('parseCellArguments', () => {
  it('reads what cellArguments has written', () => {
    expect(parseCellArguments(cellArguments(REQUEST))).toEqual(REQUEST)
  })

  it.each([
    { args: ['librdkafka'], message: 'The client is one of' },
    { args: ['java'], message: 'java does not run in Node.js' },
    { args: ['kafkajs', 'z'], message: 'not "z"' },
    { args: ['kafkajs', 'a', ''], message: 'The list of brokers is missing' },
    { args: ['kafkajs', 'a', 'host:1'], message: 'The topic is missing' },
    { args: ['kafkajs', 'a', 'host:1', 't', '-1'], message: 'The warm-up in ms is a whole number' },
    { args: ['kafkajs', 'a', 'host:1', 't', '1', '1.5'], message: 'not "1.5"' },
    { args: ['kafkajs', 'a', 'host:1', 't', '1'], message: 'not ""' },
  ])('refuses $args', ({ args, message }) => {
    expect(() => parseCellArguments(args)).toThrow(message)
  })
})
