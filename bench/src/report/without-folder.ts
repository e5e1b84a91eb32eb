import { pathToFileURL } from 'node:url'

/** The text with paths below a folder as seen from there: what a kept report quotes says nothing of the machine's folders. */
export function withoutFolder(text: string, folder: string): string {
  return text.replaceAll(pathToFileURL(folder).href, '').replaceAll(folder, '')
}
