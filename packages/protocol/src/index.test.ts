import { expect, it } from 'vitest'
import * as entry from './index.ts'
import * as messages from './messages/index.ts'

it('exports the messages and these names, nothing else', () => {
  const others = Object.keys(entry).filter((name) => !Object.hasOwn(messages, name))

  expect(others.toSorted()).toEqual([
    'BROKER_ERRORS',
    'FrameReader',
    'ProtocolError',
    'apiByKey',
    'brokerErrorByCode',
    'brokerErrorCode',
    'decode',
    'decodeLeading',
    'decodeMessage',
    'decodeRequestHeader',
    'decodeResponseHeader',
    'encode',
    'encodeMessage',
    'encodeRequestFrame',
    'encodeResponseFrame',
    'requestHeaderVersion',
    'responseHeaderVersion',
  ])
  expect(Object.keys(messages)).toHaveLength(80)
})
