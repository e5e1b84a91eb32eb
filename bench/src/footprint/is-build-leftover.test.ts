import { describe, expect, it } from 'vitest'
import { isBuildLeftover } from './is-build-leftover.ts'

describe('isBuildLeftover', () => {
  it.each([
    { path: '/build/Release/binding.node', isLeftover: false },
    { path: '/build/deps/librdkafka.so.1', isLeftover: false },
    { path: '/build/deps/librdkafka.a', isLeftover: true },
    { path: '/build/Release/obj.target/binding.node', isLeftover: true },
    { path: '/deps/librdkafka/src/rdkafka.c', isLeftover: false },
    { path: '/deps/librdkafka/src/rdkafka.o', isLeftover: true },
    { path: '/deps/librdkafka/src/librdkafka.so.1', isLeftover: true },
    { path: '/lib/index.d.ts', isLeftover: false },
  ])('says $isLeftover of $path', ({ path, isLeftover }) => {
    expect(isBuildLeftover(path)).toBe(isLeftover)
  })
})
