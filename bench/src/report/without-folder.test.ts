import { expect, it } from 'vitest'
import { withoutFolder } from './without-folder.ts'

it('shortens paths and addresses of files, wherever they stand', () => {
  const text = 'file:///home/me/headwater/bench/dist/meter.js:67 and /home/me/headwater/bench/src'

  expect(withoutFolder(text, '/home/me/headwater/')).toBe('bench/dist/meter.js:67 and bench/src')
})
